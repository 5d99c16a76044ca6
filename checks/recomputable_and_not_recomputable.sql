-- No measure is both computed from open statistics and said to be beyond them.
select measure_id, 'has rules and a reason why it cannot be recomputed' as why
from not_recomputable_measure
where measure_id in (select measure_id from recomputation_rule);
