-- How did an improvement stand on any given day? One row per improvement and status, from the day
-- it was stated to the day before something else was; what a month or year alone dates counts
-- from its first day. A statement without a day is in no period; the last one names it.
create view improvement_status_period as
with said as (
    select
        improvement_event.*,
        happened_from as from_day
    from improvement_event
    where said_by = 'inspectorate' and status <> 'not-stated' and happened_from is not null
),
last_of_day as (
    select
        said.*,
        row_number() over (partition by improvement_id, from_day order by position desc) as last
    from said
)
select
    improvement_status.force,
    improvement_status.topic,
    improvement_status.kind,
    improvement_status.summary,
    cast(case
        when not improvement_status.is_counted then improvement_status.state
        when last_of_day.status in ('met', 'superseded') then 'closed'
        when last_of_day.status = 'raised' and not improvement_status.is_raised_again then 'only seen raised'
        else 'open'
    end as text) as state,
    cast(replace(last_of_day.status, '-', ' ') as text) as status,
    last_of_day.status_basis,
    last_of_day.status_as_worded,
    cast(last_of_day.from_day as text) as from_day,
    cast(lead(last_of_day.from_day) over item as text) as until_day,
    cast(last_of_day.status in ('met', 'superseded') as integer) as is_closed,
    -- From a day that is not known: the status that counts today, stated by a page without one.
    cast(case
        when
            lead(last_of_day.from_day) over item is null
            and improvement_status.status_id <> last_of_day.status
            then improvement_status.status
    end as text) as then_undated,
    cast(
        (
            select min(later.raised_from) from improvement_link
            join improvement_status as later on later.improvement_id = improvement_link.later_improvement_id
            where improvement_link.earlier_improvement_id = last_of_day.improvement_id
        ) as text
    ) as followed_up_from,
    -- Null for what nobody raised.
    improvement_status.raised_on,
    improvement_status.raised_from,
    improvement_status.raised_to,
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
