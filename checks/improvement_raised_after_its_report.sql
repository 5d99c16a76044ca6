-- An inspection raises an improvement in its report, so not after the last day on which that can have come out.
select
    improvement.id as improvement_id,
    'raised ' || improvement_event.happened_on || ', its report came out by ' || inspection_date.published_to as why
from improvement
join improvement_event
    on improvement_event.improvement_id = improvement.id and improvement_event.status = 'raised'
join inspection_date on inspection_date.inspection_id = improvement.inspection_id
where improvement_event.happened_from > inspection_date.published_to;
