-- How many matters, areas for improvement, causes of concern, recommendations and findings are
-- there, of each force and of those forces together, and how do they stand? A matter that consists of
-- findings only is no matter here: findings are counted by themselves. Each is counted once:
-- one that a later one follows up is not counted as open again. The four states add up to the
-- total; what is only inferred and entries that are no single improvement are beside them. Each row says what it is
-- based on.
create view improvement_total as
with scoped as (
    select improvement_force_total.*, force_id as scope_id from improvement_force_total
    union all
    select improvement_force_total.*, null from improvement_force_total
)
select
    cast(iif(
        scope_id is null,
        count(distinct iif(total > 0, force_id, null)) || ' of ' || (select count(*) from force) || ' forces',
        min(force)
    ) as text) as scope,
    cast(case kind_id
        when 'listed' then 'areas for improvement, causes of concern and recommendations'
        when 'matter' then 'matters'
        when 'area-for-improvement' then 'areas for improvement'
        when 'cause-of-concern' then 'causes of concern'
        when 'recommendation' then 'recommendations'
        when 'finding' then 'findings'
        else kind_id
    end as text) as what,
    cast(sum(total) as integer) as total,
    cast(sum(open) as integer) as open,
    cast(sum(only_seen_raised) as integer) as only_seen_raised,
    cast(sum(closed) as integer) as closed,
    cast(sum(followed_up) as integer) as followed_up,
    cast(sum(inferred) as integer) as inferred,
    cast(sum(several_together) as integer) as several_together,
    cast(sum(remarks) as integer) as remarks,
    cast(count(distinct iif(total > 0, force_id, null)) as integer) as forces,
    cast(max(max(read_until)) over (partition by scope_id) as text) as read_until,
    cast(kind_id as text) as kind_id,
    cast(scope_id as text) as force_id
from scoped
group by scope_id, kind_id
order by
    scope_id is not null, scope, kind_id <> 'listed', kind_id = 'finding', kind_id = 'matter', kind_id;
