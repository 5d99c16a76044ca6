-- By what can improvements be chosen? One row per choice of each menu, in the order it is offered:
-- only what some improvement has, so that no choice alone leads to an empty list.
create view improvement_choice as
select
    cast('force' as text) as menu,
    force as label,
    cast(row_number() over (order by force) as integer) as position,
    force_id as value
from (select distinct force, force_id from improvement_status)
union all
select 'year', framework.label, cast(coalesce(framework.position, 99) as integer), framework.id
from framework
where framework.id in (select framework_id from improvement_status)
union all
select 'topic', topic.label, topic.position, topic.id
from topic
where topic.id in (select topic_id from improvement_status)
union all
select 'kind', kind, cast(row_number() over (order by kind) as integer), kind_id
from (select distinct kind, kind_id from improvement_status)
union all
select 'status', status, cast(row_number() over (order by status) as integer), status_id
from (select distinct status, status_id from improvement_status)
union all
select 'state', state, row_number() over (order by state), state
from (select distinct state from improvement_status)
order by menu, position;
