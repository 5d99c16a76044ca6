-- Which improvements were followed up, inspection after inspection, and how does each stand? One
-- row per improvement of a chain, from the first that was raised; one that is reached in several
-- ways stands once, by the way on which it was raised most often. Nobody raised what is only
-- inferred, so that no chain starts from it.
create view improvement_chain as
with recursive link as (
    select improvement_link.* from improvement_link
    join improvement on improvement.id = improvement_link.earlier_improvement_id
    where improvement.basis = 'stated'
),
chain (first_id, item_id, before_id, relation, step, times_raised, path) as (
    select id, id, null, null, 1, 1, '/' || id || '/'
    from improvement
    where
        exists (select 1 from link where link.earlier_improvement_id = improvement.id)
        and not exists (select 1 from link where link.later_improvement_id = improvement.id)
    union all
    select
        chain.first_id,
        link.later_improvement_id,
        chain.item_id,
        link.relation,
        chain.step + 1,
        -- Raised again is only what repeats; what reframes or takes its place starts the count again.
        case link.relation when 'repeats' then chain.times_raised + 1 else 1 end,
        chain.path || link.later_improvement_id || '/'
    from chain
    join link on link.earlier_improvement_id = chain.item_id
    where instr(chain.path, '/' || link.later_improvement_id || '/') = 0
),
reached as (
    select
        chain.*,
        row_number() over (
            partition by first_id, item_id order by times_raised desc, step desc, before_id
        ) as way
    from chain
)
select
    item.force,
    item.topic,
    first.summary as first_improvement,
    cast(reached.step as integer) as step,
    cast(reached.relation as text) as relation,
    cast(reached.times_raised as integer) as times_raised,
    item.summary as improvement,
    item.kind,
    item.raised_by,
    item.raised_on,
    item.raised_from,
    item.raised_to,
    item.state,
    item.status,
    item.status_basis,
    item.last_reported_on,
    item.last_reported_from,
    item.last_reported_to,
    cast(julianday(item.raised_from) - julianday(first.raised_from) as integer)
        as days_since_first,
    cast(max(reached.step) over (partition by reached.first_id) as integer) as steps,
    cast(
        max(reached.times_raised) over (partition by reached.first_id) as integer
    ) as most_times_raised,
    item.place,
    item.url,
    reached.first_id,
    cast(reached.before_id as text) as before_id,
    reached.item_id as improvement_id,
    item.topic_id,
    item.force_id
from reached
join improvement_status as item on item.improvement_id = reached.item_id
join improvement_status as first on first.improvement_id = reached.first_id
where reached.way = 1
order by item.force, first.raised_from, reached.first_id, reached.step, reached.item_id;
