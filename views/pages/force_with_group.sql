-- Which forces have a group of forces like them, as a menu offers them?
create view force_with_group as
select
    force_group.force_id as value,
    cast(force_group.force || ' and ' || force_group.group_forces || ' forces like it' as text) as label
from force_group
where force_group.nearness = 1 and force_group.in_group
order by force_group.force;
