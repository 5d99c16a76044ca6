-- Each improvement that is counted is in one matter, and not again beside one that follows
-- it up; each matter has one that nothing follows up; the states add up to the totals.
select
    improvement.id as id,
    count(improvement_in_matter.matter_id) || ' matters' as why
from improvement
left join improvement_in_matter on improvement_in_matter.improvement_id = improvement.id
group by improvement.id
having count(improvement_in_matter.matter_id) <> improvement.is_counted
union all
select matter_id, 'nothing in this matter is the latest: its links go round in a circle'
from improvement_in_matter
group by matter_id
having matter_id not in (select matter_id from improvement_matter)
union all
select improvement_id, 'counted as open although a later one follows it up'
from improvement_status
where
    state in ('open', 'only seen raised')
    and improvement_id in (select earlier_improvement_id from improvement_link)
union all
select coalesce(force_id, 'all') || '/' || kind_id, total || ' in all, the states are otherwise'
from improvement_total
where total <> open + only_seen_raised + closed + followed_up
union all
select kind_id, total || ' of forces together, not as many one by one'
from improvement_total as together
where
    force_id is null
    and total <> (
        select sum(one.total) from improvement_total as one
        where one.kind_id = together.kind_id and one.force_id is not null
    );
