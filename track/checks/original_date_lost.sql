-- The original target date of an item is the first that any list gave for it.
select item.id as item_id, item.reference, 'the first target date was lost' as why
from item
join item_state on item_state.item_id = item.id and item_state.target_date is not null
left join target_date on target_date.item_id = item.id and target_date.position = 1
group by item.id
having
    min(target_date.day) is not (
        select first.target_date from item_state as first
        where first.item_id = item.id and first.target_date is not null
        order by first.snapshot_id
        limit 1
    );
