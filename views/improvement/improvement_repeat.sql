-- Which items take up an earlier one, and what had become of that?
create view improvement_repeat as
-- Worked out once, and not for each link from the one end and the other.
with status as materialized (
    select * from improvement_status
)
select
    later.force,
    later.topic,
    later.summary as later_item,
    later.kind as later_kind,
    later.first_said_on as later_raised_on,
    later.first_said_from as later_raised_from,
    later.first_said_to as later_raised_to,
    improvement_link.relation,
    earlier.summary as earlier_item,
    earlier.kind as earlier_kind,
    earlier.first_said_on as earlier_raised_on,
    earlier.first_said_from as earlier_raised_from,
    earlier.first_said_to as earlier_raised_to,
    earlier.status as earlier_status,
    improvement_link.note,
    later.page,
    later.place as later_place,
    earlier.place as earlier_place,
    improvement_link.from_id as later_id,
    improvement_link.to_id as earlier_id,
    later.force_id,
    later.topic_id
from improvement_link
join status as later on later.improvement_id = improvement_link.from_id
join status as earlier on earlier.improvement_id = improvement_link.to_id
order by later.force, later.first_said_on desc, later.page, earlier.improvement_id;
