-- A figure whose numbers are published has each row's value for its force and for England
-- and Wales, or says why it is missing; one whose numbers are only drawn has no rows.
-- by_force
select
    figure.id as figure_id,
    figure_row.id as figure_row_id,
    case
        when not figure.values_published then 'rows without published values'
        when figure_row.id is null then 'published values without rows'
        else count(observation.id) || ' values in the row'
    end as why
from figure
left join figure_row on figure_row.figure_id = figure.id
left join observation
    on observation.figure_id = figure.id
    and observation.measure_id = figure_row.measure_id
    and (
        observation.value is not null
        or observation.missing_reason in ('not-published', 'not-applicable')
    )
group by figure.id, figure_row.id
having
    figure.values_published <> (figure_row.id is not null)
    or (figure_row.role <> 'heading' and count(observation.id) <> 2);
