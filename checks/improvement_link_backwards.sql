-- An improvement follows up one that was raised no later, of the same force.
select improvement_link.from_id, improvement_link.to_id, 'not earlier, or another force' as why
from improvement_link
join improvement_status as later on later.improvement_id = improvement_link.from_id
join improvement_status as earlier on earlier.improvement_id = improvement_link.to_id
where later.raised_from < earlier.raised_from or later.force_id <> earlier.force_id;
