-- An improvement stands one way on any day since it was raised: its periods follow each other
-- without gap or overlap, and one has no end. One of which no statement has a day has no period.
select improvement_id, 'its periods do not follow each other' as why
from (
    select
        improvement_id,
        from_day,
        until_day,
        lead(from_day) over (partition by improvement_id order by from_day) as next_from
    from improvement_status_period
)
where until_day is not next_from or until_day <= from_day
union all
select improvement.id, 'no period, or not one without end'
from improvement
left join improvement_status_period
    on improvement_status_period.improvement_id = improvement.id
    and improvement_status_period.until_day is null
group by improvement.id
having count(improvement_status_period.improvement_id) <> coalesce((
    select max(improvement_event.happened_on is not null) from improvement_event
    where
        improvement_event.improvement_id = improvement.id
        and improvement_event.said_by = 'inspectorate'
        and improvement_event.status <> 'not-stated'
), 1);
