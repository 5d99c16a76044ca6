-- How does each item stand by the list, and how by the inspectorate, whose word is the
-- status of record? Neither overwrites the other.
create view item_against_record as
select
    item_shown.list,
    item_shown.reference,
    item_shown.recommendation,
    item_shown.status as list_says,
    item_shown.last_listed_on as list_said_on,
    cast(replace(record_period.status, '-', ' ') as text) as record_says,
    record_period.from_day as record_said_on,
    record_period.status_basis as record_status_basis,
    record_period.status_as_worded as record_status_as_worded,
    cast(case
        when item_shown.improvement_id is null then 'answers to no item of the record'
        when record.improvement_id is null then 'its item is not in the public database'
        when record_period.improvement_id is null then 'not yet raised on this day'
        when record_period.state = 'inferred' then 'only inferred: the inspectorate did not raise it'
        -- What is said of several, or of how something went, is the status of no single improvement.
        when record_period.state = 'several together' then 'its entry stands for several together'
        when record_period.state = 'remark on progress' then 'its entry only remarks on progress'
        when item_shown.is_open and record_period.state = 'closed'
            then 'open on the list, closed by the inspectorate'
        when item_shown.is_open and record_period.state = 'open' then 'open in both'
        when item_shown.is_open then 'open on the list, only seen raised by the inspectorate'
        when record_period.state = 'closed' then 'closed in both'
        when record_period.state = 'open' then 'closed on the list, open by the inspectorate'
        else 'closed on the list, only seen raised by the inspectorate'
    end as text) as together,
    record.summary as record_item,
    record.raised_by,
    record.place as record_place,
    record.url as record_url,
    item_shown.improvement_id,
    item_shown.list_id,
    item_shown.item_id
from item_shown
join day_shown
left join record on record.improvement_id = item_shown.improvement_id
left join record_period
    on record_period.improvement_id = record.improvement_id
    and record_period.from_day <= day_shown.day
    and (record_period.until_day is null or record_period.until_day > day_shown.day)
order by item_shown.list_id, item_shown.item_id;
