-- A value in a published figure belongs to one of its rows.
-- by_force
select observation.id as observation_id, 'no row of ' || figure.id || ' for it' as why
from observation
join figure on figure.id = observation.figure_id
left join figure_row
    on figure_row.figure_id = figure.id and figure_row.measure_id = observation.measure_id
where observation.value is not null and figure_row.id is null;
