-- A force whose value a figure misses has a caveat that leaves it out of the figure.
select observation.id as observation_id, 'no caveat leaves it out' as why
from observation
join area on area.id = observation.area_id and area.kind = 'force'
where
    observation.missing_reason in ('excluded', 'not-supplied')
    and observation.figure_id is not null
    and not exists (
        select 1 from figure_exclusion
        where
            figure_exclusion.figure_id = observation.figure_id
            and figure_exclusion.area_id = observation.area_id
    );
