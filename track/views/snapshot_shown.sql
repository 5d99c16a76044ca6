-- Which lists were imported by the day shown, in order, and which is the latest of each?
create view snapshot_shown as
select
    list.label as list,
    snapshot.taken_on,
    snapshot.items,
    snapshot.file_name,
    snapshot.sheet,
    cast(row_number() over (
        partition by snapshot.list_id order by snapshot.taken_on desc, snapshot.id desc
    ) = 1 as integer) as is_latest,
    cast(row_number() over (
        partition by snapshot.list_id order by snapshot.taken_on, snapshot.id
    ) as integer) as number,
    snapshot.file_sha256,
    snapshot.id as snapshot_id,
    snapshot.list_id
from snapshot
join list on list.id = snapshot.list_id
join day_shown on snapshot.taken_on <= day_shown.day
order by snapshot.list_id, snapshot.taken_on, snapshot.id;
