-- What has the inspectorate raised and, as far as is known, not closed that no item of a list answers
-- to? Not again what a later one follows up, and not what is only inferred.
create view record_without_item as
select
    list.label as list,
    record.raised_by,
    record.topic,
    record.kind,
    record.summary,
    cast(replace(record_period.status, '-', ' ') as text) as record_says,
    record_period.status_basis as record_status_basis,
    record_period.from_day as record_said_on,
    record.place,
    record.url,
    record.improvement_id,
    list.id as list_id
from record
join list on list.force_id = record.force_id
join day_shown
join record_period
    on record_period.improvement_id = record.improvement_id
    and record_period.from_day <= day_shown.day
    and (record_period.until_day is null or record_period.until_day > day_shown.day)
where
    record_period.state in ('open', 'only seen raised')
    and (record.followed_up_on is null or record.followed_up_on > day_shown.day)
    and exists (select 1 from snapshot_shown where snapshot_shown.list_id = list.id)
    and not exists (
        select 1 from item_shown
        where
            item_shown.list_id = list.id
            and item_shown.improvement_id = record.improvement_id
    )
order by list.id, record.improvement_id;
