-- What do reports state of forces and of England and Wales, on measures that every force has its value
-- of? Each value once, and not where it is stated again.
create view value_of_every_force as
select
    observation_detail.topic,
    observation_detail.measure,
    observation_detail.period,
    observation_detail.compared_with,
    observation_detail.area,
    observation_detail.stated,
    observation_detail.missing_reason,
    observation_detail.area_id,
    observation_detail.measure_id,
    observation_detail.observation_id,
    observation_detail.inspection_id
from observation_detail
join measure_catalogue
    on measure_catalogue.measure_id = observation_detail.measure_id
    and measure_catalogue.reported_for_every_force
    and measure_catalogue.has_england_and_wales
where observation_detail.restates_id is null
order by
    observation_detail.measure collate nocase, observation_detail.period,
    observation_detail.compared_with, observation_detail.observation_id;
