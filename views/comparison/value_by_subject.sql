-- Every value on one subject (domestic abuse, offenders, organised crime, …), each
-- stated once.
create view value_by_subject as
select
    subject.label as subject,
    observation_detail.measure,
    observation_detail.area,
    cast(
        coalesce(observation_detail.stated, replace(observation_detail.missing_reason, '-', ' ')) as text
    )
        as stated,
    observation_detail.period,
    observation_detail.compared_with,
    observation_detail.page,
    observation_detail.place,
    observation_detail.note,
    observation_detail.value,
    observation_detail.unit,
    measure_subject.subject_id,
    observation_detail.measure_id,
    observation_detail.area_id,
    observation_detail.observation_id,
    observation_detail.inspection_id,
    observation_detail.url
from measure_subject
join subject on subject.id = measure_subject.subject_id
join observation_detail on observation_detail.measure_id = measure_subject.measure_id
where observation_detail.restates_id is null
order by subject.label, observation_detail.page, observation_detail.observation_id;
