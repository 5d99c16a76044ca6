-- Which warnings reach a value? Those linked to it, to its measure or to the figure it
-- stands in; a warning that names areas reaches only values of those areas and of the
-- areas that they lie in (a force left out changes the total of England and Wales).
create view observation_caveat as
with reach(caveat_id, observation_id) as (
    select caveat_measure.caveat_id, observation.id
    from caveat_measure
    join observation on observation.measure_id = caveat_measure.measure_id
    union
    select caveat_figure.caveat_id, observation.id
    from caveat_figure
    join observation on observation.figure_id = caveat_figure.figure_id
)
select reach.observation_id, reach.caveat_id
from reach
join observation on observation.id = reach.observation_id
where
    not exists (select 1 from caveat_area where caveat_area.caveat_id = reach.caveat_id)
    or exists (
        select 1 from caveat_area
        join area on area.id = caveat_area.area_id
        where
            caveat_area.caveat_id = reach.caveat_id
            and observation.area_id in (area.id, area.within_id)
    )
union
select observation_id, caveat_id from caveat_observation
order by observation_id, caveat_id;
