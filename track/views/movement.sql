-- What came and went between one list and the next? Open before, and new, and opened again,
-- less those closed, is open after.
create view movement as
with standing as (
    select
        item.id as item_id,
        snapshot_shown.list_id,
        snapshot_shown.snapshot_id,
        snapshot_shown.number,
        snapshot_shown.taken_on,
        -- How it stood by the last list that it was on, up to this one and up to the one before.
        (
            select item_state.status not in ('met', 'superseded')
            from item_state
            join snapshot_shown as upto on upto.snapshot_id = item_state.snapshot_id
            where item_state.item_id = item.id and upto.number <= snapshot_shown.number
            order by upto.number desc
            limit 1
        ) as open_after,
        (
            select item_state.status not in ('met', 'superseded')
            from item_state
            join snapshot_shown as upto on upto.snapshot_id = item_state.snapshot_id
            where item_state.item_id = item.id and upto.number < snapshot_shown.number
            order by upto.number desc
            limit 1
        ) as open_before,
        exists (
            select 1 from item_state
            where
                item_state.item_id = item.id
                and item_state.snapshot_id = snapshot_shown.snapshot_id
        ) as listed
    from snapshot_shown
    join item on item.list_id = snapshot_shown.list_id
)
select
    list.label as list,
    standing.taken_on,
    sum(coalesce(standing.open_before, 0)) as open_before,
    sum(standing.open_before is null and standing.open_after) as new_and_open,
    sum(standing.open_before is 0 and standing.open_after) as opened_again,
    sum(standing.open_before is 1 and not standing.open_after) as closed,
    sum(standing.open_after) as open_after,
    sum(standing.open_before is null and not standing.open_after) as new_and_closed,
    sum(not standing.listed) as not_on_this_list,
    standing.number,
    standing.list_id,
    standing.snapshot_id
from standing
join list on list.id = standing.list_id
where standing.open_after is not null
group by standing.snapshot_id
order by standing.list_id, standing.number;
