-- Which target dates were moved, from when to when, and by how many days in all?
create view target_date_moved as
select
    list.label as list,
    item.reference,
    item_shown.recommendation,
    item_shown.open_or_closed,
    before.day as from_day,
    target_date.day as to_day,
    cast(julianday(target_date.day) - julianday(before.day) as integer) as days,
    item_shown.original_target,
    cast(julianday(target_date.day) - julianday(item_shown.original_target) as integer)
        as days_from_original,
    target_date.kind,
    snapshot_shown.taken_on as reported_by_list_of,
    cast(target_date.position - 1 as integer) as move,
    item.list_id,
    item.id as item_id
from target_date
join target_date as before
    on before.item_id = target_date.item_id and before.position = target_date.position - 1
join item on item.id = target_date.item_id
join list on list.id = item.list_id
join item_shown on item_shown.item_id = item.id
join snapshot_shown on snapshot_shown.snapshot_id = target_date.snapshot_id
order by item.list_id, item.id, target_date.position;
