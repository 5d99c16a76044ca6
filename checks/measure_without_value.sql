-- Every measure is stated at least once, be it as missing, and has a subject.
select measure.id as measure_id, 'no value, or no subject' as why
from measure
where
    not exists (select 1 from observation where observation.measure_id = measure.id)
    or not exists (select 1 from measure_subject where measure_subject.measure_id = measure.id);
