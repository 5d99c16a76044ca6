-- Which items were taken up again, inspection after inspection, and how did each of them
-- end? One row per item of a chain, from the first that was raised; an item that is reached
-- in several ways stands once, by the way on which it was raised most often.
create view improvement_chain as
with recursive chain (first_id, item_id, before_id, relation, step, times_raised, path) as (
    select id, id, null, null, 1, 1, '/' || id || '/'
    from improvement
    where
        exists (select 1 from improvement_link where improvement_link.to_id = improvement.id)
        and not exists (
            select 1 from improvement_link where improvement_link.from_id = improvement.id
        )
    union all
    select
        chain.first_id,
        improvement_link.from_id,
        chain.item_id,
        improvement_link.relation,
        chain.step + 1,
        -- Raised again is only what repeats; what reframes or takes its place counts anew.
        case improvement_link.relation when 'repeats' then chain.times_raised + 1 else 1 end,
        chain.path || improvement_link.from_id || '/'
    from chain
    join improvement_link on improvement_link.to_id = chain.item_id
    where instr(chain.path, '/' || improvement_link.from_id || '/') = 0
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
    first.summary as first_item,
    cast(reached.step as integer) as step,
    cast(reached.relation as text) as relation,
    cast(reached.times_raised as integer) as times_raised,
    item.summary as item,
    item.kind,
    item.raised_by,
    item.first_said_on as raised_on,
    item.first_said_from as raised_from,
    item.first_said_to as raised_to,
    item.status,
    item.last_said_on,
    item.last_said_from,
    item.last_said_to,
    cast(julianday(item.first_said_from) - julianday(first.first_said_from) as integer)
        as days_after_first,
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
order by item.force, first.first_said_from, reached.first_id, reached.step, reached.item_id;
