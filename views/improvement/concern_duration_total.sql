-- How long do causes of concern stay open, by round and altogether? Medians are of those known to be closed with
-- both days known, so they leave out whatever takes longest: those not closed yet.
create view concern_duration_total as
with scoped as (
    select framework_id as scope_id, concern_duration.* from concern_duration
    union all
    select 'all', concern_duration.* from concern_duration
),
ranked as (
    select
        scope_id,
        days_at_least,
        days_at_most,
        row_number() over (partition by scope_id order by days_at_least) as least_rank,
        row_number() over (partition by scope_id order by days_at_most) as most_rank,
        count(*) over (partition by scope_id) as many
    from scoped
    where days_at_least is not null and days_at_most is not null
),
middle as (
    select
        scope_id,
        min(many) as many,
        min(days_at_least) as shortest,
        max(days_at_most) as longest,
        -- Of an even number, the mean of the two in the middle.
        avg(days_at_least) filter (where least_rank in ((many + 1) / 2, (many + 2) / 2)) as median_at_least,
        avg(days_at_most) filter (where most_rank in ((many + 1) / 2, (many + 2) / 2)) as median_at_most
    from ranked
    group by scope_id
)
select
    cast(coalesce(framework.label, 'All inspections') as text) as framework,
    framework.year,
    cast(count(distinct scoped.force_id) as integer) as forces,
    cast(count(*) as integer) as raised,
    cast(sum(scoped.outcome = 'closed') as integer) as closed,
    cast(sum(scoped.outcome = 'followed up by a later one') as integer) as followed_up,
    cast(sum(scoped.outcome = 'not known to be closed') as integer) as not_known_to_be_closed,
    cast(coalesce(middle.many, 0) as integer) as with_days,
    cast(middle.median_at_least as real) as median_days_at_least,
    cast(middle.median_at_most as real) as median_days_at_most,
    cast(middle.shortest as integer) as shortest_days,
    cast(middle.longest as integer) as longest_days,
    cast(scoped.scope_id as text) as framework_id
from scoped
left join framework on framework.id = scoped.scope_id
left join middle on middle.scope_id = scoped.scope_id
group by scoped.scope_id
order by scoped.scope_id <> 'all', framework.position is null, framework.position, framework.label;
