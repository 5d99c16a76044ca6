-- What may not be compared is a framework with an earlier one.
select later_framework_id, earlier_framework_id, 'not earlier' as why
from framework_break
join framework as later on later.id = later_framework_id
join framework as earlier on earlier.id = earlier_framework_id
where later.position is null or earlier.position is null or later.position <= earlier.position;
