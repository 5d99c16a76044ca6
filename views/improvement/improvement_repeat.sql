-- Which improvements follow up an earlier one, and what has become of that?
create view improvement_repeat as
select
    later.force,
    later.topic,
    later.summary as later_improvement,
    later.kind as later_kind,
    later.raised_on as later_raised_on,
    later.raised_from as later_raised_from,
    later.raised_to as later_raised_to,
    improvement_link.relation,
    earlier.summary as earlier_improvement,
    earlier.kind as earlier_kind,
    earlier.raised_on as earlier_raised_on,
    earlier.raised_from as earlier_raised_from,
    earlier.raised_to as earlier_raised_to,
    earlier.status as earlier_status,
    earlier.status_basis as earlier_status_basis,
    earlier.last_reported_on as earlier_last_reported_on,
    earlier.last_reported_from as earlier_last_reported_from,
    earlier.last_reported_to as earlier_last_reported_to,
    improvement_link.note,
    later.page,
    later.place as later_place,
    earlier.place as earlier_place,
    improvement_link.later_improvement_id,
    improvement_link.earlier_improvement_id,
    later.force_id,
    later.topic_id
from improvement_link
join improvement_status as later on later.improvement_id = improvement_link.later_improvement_id
join improvement_status as earlier on earlier.improvement_id = improvement_link.earlier_improvement_id
order by later.force, later.raised_on desc, later.page, earlier.improvement_id;
