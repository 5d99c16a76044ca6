-- How often are areas for improvement raised again, by topic and round? Findings are counted apart. The first
-- five outcomes and those followed up in other words add up to those known.
create view improvement_repeat_rate as
with counted as (
    select
        improvement_outcome.*,
        kind_id = 'area-for-improvement' as is_area,
        outcome <> 'not known' as is_known
    from improvement_outcome
    join framework on framework.id = improvement_outcome.framework_id and framework.position is not null
    where kind_id in ('area-for-improvement', 'finding')
),
scoped as (
    select topic_id as scope_topic, framework_id as scope_framework, counted.* from counted
    union all
    select topic_id, 'all', counted.* from counted
    union all
    select 'all', framework_id, counted.* from counted
    union all
    select 'all', 'all', counted.* from counted
)
select
    cast(coalesce(topic.label, 'All topics') as text) as topic,
    cast(coalesce(framework.label, 'All rounds') as text) as framework,
    framework.year,
    cast(count(distinct iif(is_area, force_id, null)) as integer) as forces,
    cast(sum(is_area) as integer) as areas,
    cast(sum(is_area and is_known) as integer) as known,
    cast(sum(is_area and outcome = 'raised again') as integer) as raised_again,
    cast(sum(is_area and outcome = 'met') as integer) as met,
    cast(sum(is_area and outcome = 'partly met') as integer) as partly_met,
    cast(sum(is_area and outcome = 'in progress') as integer) as in_progress,
    cast(sum(is_area and outcome = 'not met') as integer) as not_met,
    cast(sum(is_area and outcome = 'followed up in other words') as integer) as in_other_words,
    cast(sum(is_area and not is_known) as integer) as not_known,
    cast(sum(not is_area) as integer) as findings,
    cast(sum(not is_area and is_known) as integer) as findings_known,
    cast(sum(not is_area and outcome = 'raised again') as integer) as findings_raised_again,
    cast(scope_topic as text) as topic_id,
    cast(scope_framework as text) as framework_id
from scoped
left join topic on topic.id = scope_topic
left join framework on framework.id = scope_framework
group by scope_topic, scope_framework
order by scope_topic <> 'all', topic.position, scope_framework <> 'all', framework.position;
