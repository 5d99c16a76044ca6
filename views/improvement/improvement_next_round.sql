-- What had become of each improvement by the end of the next PEEL round, as far as it is known?
create view improvement_next_round as
with round as materialized (
    select
        framework.id,
        framework.position,
        framework.label,
        framework.year,
        -- The last day on which a report of the round is known to have come out.
        max(inspection.published_on) as until_day
    from framework
    left join inspection on inspection.framework_id = framework.id
    where framework.position is not null
    group by framework.id
),
raised as materialized (
    select
        status.force,
        status.framework,
        status.year,
        status.kind,
        status.summary,
        status.place,
        status.improvement_id,
        status.force_id,
        status.framework_id,
        status.kind_id,
        status.url,
        own.position as round_position,
        next.id as next_id,
        next.label as next_framework,
        next.year as next_year,
        next.until_day as next_until
    from improvement_status as status
    join round as own on own.id = status.framework_id
    left join round as next on next.position = own.position + 1
    where status.is_counted
),
said as (
    select
        raised.improvement_id,
        improvement_event.status,
        improvement_event.happened_on,
        improvement_event.happened_from,
        improvement_event.happened_to,
        row_number() over (
            partition by raised.improvement_id
            order by improvement_event_in_order.turn desc
        ) as from_last
    from raised
    join improvement_event on improvement_event.improvement_id = raised.improvement_id
    join improvement_event_in_order
        on improvement_event_in_order.improvement_event_id = improvement_event.id
    left join inspection as said_in on said_in.id = improvement_event.inspection_id
    left join round as said_round on said_round.id = said_in.framework_id
    where
        improvement_event.said_by = 'inspectorate'
        and improvement_event.status not in ('raised', 'not-stated')
        -- By the round of the report that says it; where it is no report's of a round, by its day.
        and case
            when said_round.position is not null then said_round.position <= raised.round_position + 1
            else improvement_event.happened_on <= raised.next_until
        end
),
again as (
    select distinct raised.improvement_id
    from raised
    join improvement_link
        on improvement_link.earlier_improvement_id = raised.improvement_id
        and improvement_link.relation = 'repeats'
    join improvement_status as later
        on later.improvement_id = improvement_link.later_improvement_id
        and later.framework_id = raised.next_id
)
select
    raised.force,
    raised.framework,
    raised.year,
    raised.kind,
    raised.summary,
    raised.next_framework,
    raised.next_year,
    cast(raised.next_until as text) as next_until,
    cast(case
        when raised.next_id is null then 'no later round'
        when again.improvement_id is not null then 'raised again'
        when said.status in ('met', 'superseded') then 'met'
        when said.status = 'partly-met' then 'partly met'
        when said.status = 'in-progress' then 'in progress'
        when said.status is not null then 'not met'
        else 'not known'
    end as text) as outcome,
    cast(replace(said.status, '-', ' ') as text) as last_status,
    cast(said.happened_on as text) as last_status_on,
    cast(said.happened_from as text) as last_status_from,
    cast(said.happened_to as text) as last_status_to,
    raised.place,
    raised.improvement_id,
    raised.force_id,
    raised.framework_id,
    raised.kind_id,
    raised.url
from raised
left join said on said.improvement_id = raised.improvement_id and said.from_last = 1
left join again on again.improvement_id = raised.improvement_id
order by raised.round_position, raised.force, raised.improvement_id;
