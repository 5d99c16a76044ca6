-- What came and went between one list and the next? Open before, and new, and opened again,
-- less those closed, is open after.
create view movement as
with listed as materialized (
    select snapshot_id, list_id, number from snapshot_shown
),
said as (
    select
        item_state.item_id,
        listed.list_id,
        listed.number,
        -- What a list says of an item holds until another says something of it.
        lead(listed.number, 1, 1000000000) over (
            partition by item_state.item_id order by listed.number
        ) as next_number,
        item_state.status not in ('met', 'superseded') as is_open
    from item_state
    join listed on listed.snapshot_id = item_state.snapshot_id
),
standing as (
    select
        listed.snapshot_id,
        said.item_id,
        said.is_open as open_after,
        lag(said.is_open) over (partition by said.item_id order by listed.number) as open_before,
        said.number = listed.number as is_listed
    from said
    join listed
        on listed.list_id = said.list_id
        and listed.number >= said.number
        and listed.number < said.next_number
)
select
    snapshot_shown.list,
    snapshot_shown.taken_on,
    cast(sum(coalesce(standing.open_before, 0)) as integer) as open_before,
    cast(sum(standing.open_before is null and standing.open_after) as integer) as new_and_open,
    cast(sum(standing.open_before is 0 and standing.open_after) as integer) as opened_again,
    cast(sum(standing.open_before is 1 and not standing.open_after) as integer) as closed,
    cast(sum(standing.open_after) as integer) as open_after,
    cast(
        sum(standing.open_before is null and not standing.open_after) as integer
    ) as new_and_closed,
    cast(sum(not standing.is_listed) as integer) as not_on_this_list,
    snapshot_shown.number,
    snapshot_shown.list_id,
    snapshot_shown.snapshot_id
from standing
join snapshot_shown on snapshot_shown.snapshot_id = standing.snapshot_id
group by standing.snapshot_id
order by snapshot_shown.list_id, snapshot_shown.number;
