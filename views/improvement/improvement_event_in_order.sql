-- In which order did the statements on an improvement come? One that a page does not date is no
-- earlier than those added before it, and comes after them.
create view improvement_event_in_order as
with added as (
    select
        improvement_event.*,
        max(happened_from) over (partition by improvement_id order by position) as not_before
    from improvement_event
)
select
    id as improvement_event_id,
    improvement_id,
    cast(row_number() over (
        partition by improvement_id order by coalesce(happened_from, not_before, '0'), position
    ) as integer) as turn
from added
order by improvement_id, turn;
