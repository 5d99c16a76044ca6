-- How does each item stand by the list's own account, on the day shown? An item that has
-- gone from the list stays, as it was last said to stand.
create view item_shown as
with said as (
    select
        item_state.*,
        snapshot_shown.taken_on,
        snapshot_shown.is_latest,
        item_state.status not in ('met', 'superseded') as is_open,
        row_number() over (
            partition by item_state.item_id order by snapshot_shown.number desc
        ) as from_last,
        min(snapshot_shown.taken_on) over (partition by item_state.item_id) as first_listed_on
    from item_state
    join snapshot_shown on snapshot_shown.snapshot_id = item_state.snapshot_id
),
dates as (
    select
        target_date.item_id,
        min(case when target_date.position = 1 then target_date.day end) as original,
        count(*) - 1 as times_moved,
        max(target_date.position) as last_position
    from target_date
    join snapshot_shown on snapshot_shown.snapshot_id = target_date.snapshot_id
    group by target_date.item_id
)
select
    list.label as list,
    item.reference,
    said.report,
    said.recommendation,
    said.owner,
    cast(replace(said.status, '-', ' ') as text) as status,
    said.status_as_worded,
    cast(said.is_open as integer) as is_open,
    cast(case when said.is_open then 'open' else 'closed' end as text) as open_or_closed,
    cast(dates.original as text) as original_target,
    latest.day as latest_target,
    cast(coalesce(dates.times_moved, 0) as integer) as times_moved,
    cast(julianday(latest.day) - julianday(dates.original) as integer) as days_moved,
    cast(case
        when not said.is_open then 'closed'
        when latest.day is null then 'no target date'
        when latest.day < day_shown.day then 'overdue'
        else 'not yet due'
    end as text) as due,
    cast(case
        when said.is_open and latest.day < day_shown.day
            then cast(julianday(day_shown.day) - julianday(latest.day) as integer)
    end as integer) as days_overdue,
    cast(case
        when said.is_open and dates.original < day_shown.day
            then cast(julianday(day_shown.day) - julianday(dates.original) as integer)
    end as integer) as days_past_original,
    said.evidence,
    said.last_update,
    cast(said.first_listed_on as text) as first_listed_on,
    said.taken_on as last_listed_on,
    said.is_latest as on_latest_list,
    said.improvement_id,
    item.list_id,
    item.id as item_id,
    said.status as status_id
from said
join item on item.id = said.item_id
join list on list.id = item.list_id
join day_shown
left join dates on dates.item_id = item.id
left join target_date as latest
    on latest.item_id = item.id and latest.position = dates.last_position
where said.from_last = 1
order by item.list_id, item.id;
