-- Nobody raised what is only inferred: no event says so, and its history starts with the report
-- that it is inferred from.
select
    improvement.id as improvement_id,
    improvement_event.id as improvement_event_id,
    iif(
        improvement_event.status = 'raised', 'inferred, and said to be raised',
        'its first event is not in the report that it is inferred from'
    ) as why
from improvement
join improvement_event on improvement_event.improvement_id = improvement.id
where
    improvement.basis = 'implied'
    and (
        improvement_event.status = 'raised'
        or (
            improvement_event.position = 1
            and improvement_event.inspection_id is not improvement.inferred_from_id
        )
    );
