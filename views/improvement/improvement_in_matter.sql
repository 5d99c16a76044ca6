-- Which improvements are about the same matter? Those that links connect, whichever way and over
-- however many steps; one that nothing is linked to is a matter by itself. Each stands once.
-- What is only inferred or no single improvement is no matter and joins none.
create view improvement_in_matter as
with recursive stated as (
    select id from improvement where is_counted
),
linked(one_id, other_id) as (
    select later_improvement_id, earlier_improvement_id from improvement_link
    where later_improvement_id in (select id from stated) and earlier_improvement_id in (select id from stated)
    union
    select earlier_improvement_id, later_improvement_id from improvement_link
    where later_improvement_id in (select id from stated) and earlier_improvement_id in (select id from stated)
),
reached(improvement_id, other_id) as (
    select id, id from stated
    union
    select reached.improvement_id, linked.other_id
    from reached
    join linked on linked.one_id = reached.other_id
)
select
    cast(min(other_id) as text) as matter_id,
    cast(improvement_id as text) as improvement_id
from reached
group by improvement_id
order by matter_id, improvement_id;
