-- What became of each improvement that was raised, as far as it is known? What a later one repeats counts
-- as raised again, whatever else was said of it; of several that follow it, one is shown. Later means in a later inspection: two pages on one
-- inspection are about one matter.
create view improvement_outcome as
with follow as (
    select
        improvement_link.earlier_improvement_id,
        improvement_link.later_improvement_id,
        improvement_link.relation,
        improvement_link.note,
        later.raised_on,
        later.raised_from,
        later.raised_to,
        later.framework,
        later.year,
        count(*) over (partition by improvement_link.earlier_improvement_id) as followers,
        row_number() over (
            partition by improvement_link.earlier_improvement_id
            order by improvement_link.relation <> 'repeats', later.raised_from, improvement_link.later_improvement_id
        ) as turn
    from improvement_link
    join improvement_status as earlier on earlier.improvement_id = improvement_link.earlier_improvement_id
    join improvement_status as later on later.improvement_id = improvement_link.later_improvement_id
    where later.inspection_id <> earlier.inspection_id
)
select
    status.force,
    status.framework,
    status.year,
    status.kind,
    status.topic,
    status.summary,
    status.raised_on,
    status.raised_from,
    status.raised_to,
    cast(case
        when follow.relation = 'repeats' then 'raised again'
        when status.status in ('met', 'superseded') then 'met'
        when status.status = 'partly met' then 'partly met'
        when status.status = 'in progress' then 'in progress'
        when status.status in ('not met', 'worse') then 'not met'
        when follow.relation is not null then 'followed up in other words'
        else 'not known'
    end as text) as outcome,
    status.status,
    status.status_basis,
    status.last_reported_on,
    status.last_reported_from,
    status.last_reported_to,
    cast(follow.raised_on as text) as followed_up_on,
    cast(follow.raised_from as text) as followed_up_from,
    cast(follow.raised_to as text) as followed_up_to,
    cast(follow.framework as text) as followed_up_in,
    cast(follow.year as text) as followed_up_in_year,
    cast(coalesce(follow.followers, 0) as integer) as followed_up_times,
    follow.note as followed_up_note,
    status.place,
    status.told_by,
    status.url,
    status.improvement_id,
    follow.later_improvement_id,
    status.kind_id,
    status.topic_id,
    status.framework_id,
    status.force_id
from improvement_status as status
left join follow on follow.earlier_improvement_id = status.improvement_id and follow.turn = 1
where status.is_counted
order by status.force, status.raised_from, status.improvement_id;
