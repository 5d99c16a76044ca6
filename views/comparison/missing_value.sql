-- What is not there, and why: not supplied, not published, left out, not applicable?
create view missing_value as
select
    observation_detail.measure,
    observation_detail.area,
    cast(replace(observation_detail.missing_reason, '-', ' ') as text) as reason,
    observation_detail.note,
    observation_detail.period,
    observation_detail.figure,
    observation_detail.page,
    observation_detail.place,
    observation_detail.topic,
    observation_detail.measure_id,
    observation_detail.area_id,
    observation_detail.observation_id,
    observation_detail.inspection_id
from observation_detail
where observation_detail.missing_reason is not null
order by observation_detail.page, observation_detail.observation_id;
