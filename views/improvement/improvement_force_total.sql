-- How many matters and improvements of each kind has each force, and how do they stand? What
-- improvement_total adds up; a force that nothing has been read of has no rows.
create view improvement_force_total as
with counted as (
    select force, force_id, 'listed' as kind_id, state, last_reported_on from improvement_status
    where kind_id <> 'finding'
    union all
    select force, force_id, kind_id, state, last_reported_on from improvement_status
    union all
    select force, force_id, 'matter', state, last_reported_on from improvement_matter
    -- A matter that consists of findings only is no matter here: findings are counted by themselves.
    where not is_finding_only
)
select
    cast(min(force) as text) as force,
    cast(sum(state in ('open', 'only seen raised', 'closed', 'followed up')) as integer) as total,
    cast(sum(state = 'open') as integer) as open,
    cast(sum(state = 'only seen raised') as integer) as only_seen_raised,
    cast(sum(state = 'closed') as integer) as closed,
    cast(sum(state = 'followed up') as integer) as followed_up,
    cast(sum(state = 'inferred') as integer) as inferred,
    cast(sum(state = 'several together') as integer) as several_together,
    cast(sum(state = 'remark on progress') as integer) as remarks,
    cast(max(max(last_reported_on)) over (partition by force_id) as text) as read_until,
    cast(kind_id as text) as kind_id,
    force_id
from counted
group by force_id, kind_id
order by force, kind_id <> 'listed', kind_id = 'finding', kind_id = 'matter', kind_id;
