-- How did an item stand on any given day? One row per item and status, from the day it
-- was said to the day before something else was; what a month or year alone dates
-- counts from its first day.
create view improvement_status_period as
with said as (
    select
        improvement_event.*,
        happened_from as from_day
    from improvement_event
    where said_by = 'inspectorate'
),
last_of_day as (
    select
        said.*,
        row_number() over (partition by improvement_id, from_day order by position desc) as last,
        min(from_day) over (partition by improvement_id) as raised_day
    from said
)
select
    improvement_status.force,
    improvement_status.topic,
    improvement_status.kind,
    improvement_status.summary,
    cast(replace(last_of_day.status, '-', ' ') as text) as status,
    last_of_day.status_as_worded as in_its_words,
    cast(last_of_day.from_day as text) as from_day,
    cast(lead(last_of_day.from_day) over item as text) as until_day,
    cast(last_of_day.status not in ('met', 'superseded') as integer) as is_open,
    cast(last_of_day.raised_day as text) as raised_day,
    improvement_status.raised_by,
    improvement_status.place,
    improvement_status.page,
    improvement_status.improvement_id,
    improvement_status.topic_id,
    improvement_status.force_id
from last_of_day
join improvement_status on improvement_status.improvement_id = last_of_day.improvement_id
where last_of_day.last = 1
window item as (partition by last_of_day.improvement_id order by last_of_day.from_day)
order by improvement_status.improvement_id, last_of_day.from_day;
