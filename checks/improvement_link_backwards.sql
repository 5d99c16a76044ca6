-- An improvement follows up one that was raised no later, of the same force.
select improvement_link.later_improvement_id, improvement_link.earlier_improvement_id, 'not earlier, or another force' as why
from improvement_link
join improvement_status as later on later.improvement_id = improvement_link.later_improvement_id
join improvement_status as earlier on earlier.improvement_id = improvement_link.earlier_improvement_id
where later.raised_from < earlier.raised_from or later.force_id <> earlier.force_id;
