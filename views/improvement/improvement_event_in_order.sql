-- In which order did the statements on an improvement come? One that a page does not date is no
-- earlier than those added before it, and comes after them.
create view improvement_event_in_order as
select
    improvement_event.id as improvement_event_id,
    improvement_event.improvement_id,
    cast(max(improvement_event.happened_from) over added as text) as not_before,
    cast(row_number() over (
        partition by improvement_event.improvement_id
        order by
            coalesce(improvement_event.happened_from, (
                select max(before.happened_from) from improvement_event as before
                where
                    before.improvement_id = improvement_event.improvement_id
                    and before.position < improvement_event.position
            ), '0'),
            improvement_event.position
    ) as integer) as turn
from improvement_event
window added as (partition by improvement_event.improvement_id order by improvement_event.position)
order by improvement_event.improvement_id, turn;
