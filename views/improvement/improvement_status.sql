-- How does each improvement stand by what the inspectorate last said, when was it last reported on, and is it counted?
-- Every count of what is open, only seen raised, followed up or closed adds up the column `state` of this view. A
-- force's or policing body's own word never counts here.
create view improvement_status as
with said as materialized (
    select
        improvement_event.*,
        row_number() over (
            partition by improvement_event.improvement_id
            -- What states no status does not replace one that was stated.
            order by status = 'not-stated', turn desc
        ) as from_last,
        row_number() over (
            partition by improvement_event.improvement_id
            -- The last day that is known; a statement without one does not hide it.
            order by improvement_event.happened_on is null, turn desc
        ) as from_last_heard,
        count(*) over (partition by improvement_event.improvement_id) as events
    from improvement_event
    join improvement_event_in_order
        on improvement_event_in_order.improvement_event_id = improvement_event.id
    where said_by = 'inspectorate'
),
raised as (
    select * from improvement_event
    where status = 'raised' and position = 1
),
item as materialized (
    select
        improvement.*,
        coalesce(improvement.inspection_id, improvement.inferred_from_id) as known_from_id,
        (select count(*) from improvement_link where later_improvement_id = improvement.id) as follows_earlier,
        (select count(*) from improvement_link where earlier_improvement_id = improvement.id) as followed_by_later,
        -- Two pages on one inspection tell of one matter: it is not raised again.
        exists (
            select 1
            from improvement_link
            join improvement as earlier on earlier.id = improvement_link.earlier_improvement_id
            where
                improvement_link.later_improvement_id = improvement.id
                and earlier.inspection_id <> improvement.inspection_id
        ) as raised_again
    from improvement
),
stand as materialized (
    select
        item.id,
        case
            when item.basis = 'implied' then 'inferred'
            when item.entry = 'several' then 'several together'
            when item.entry = 'remark' then 'remark on progress'
            when last.status in ('met', 'superseded') then 'closed'
            when item.followed_by_later > 0 then 'followed up'
            when last.status = 'raised' and not item.raised_again then 'only seen raised'
            else 'open'
        end as state
    from item
    join said as last on last.improvement_id = item.id and last.from_last = 1
)
select
    force.short_name as force,
    topic.label as topic,
    cast(replace(item.kind, '-', ' ') as text) as kind,
    item.summary,
    cast(stand.state as text) as state,
    cast(case
        when stand.state <> 'open' then null
        when last.status = 'raised' then 'raised again'
        when last.status = 'in-progress' then 'only progress reported'
        else 'said not to be fully done'
    end as text) as open_because,
    cast(replace(last.status, '-', ' ') as text) as status,
    last.status_basis,
    last.status_as_worded,
    last.happened_on as last_status_on,
    last.happened_from as last_status_from,
    last.happened_to as last_status_to,
    raised.happened_on as raised_on,
    raised.happened_from as raised_from,
    raised.happened_to as raised_to,
    last_heard.happened_on as last_reported_on,
    last_heard.happened_from as last_reported_from,
    last_heard.happened_to as last_reported_to,
    item.is_counted,
    cast(stand.state = 'open' as integer) as is_open,
    cast(stand.state = 'closed' as integer) as is_closed,
    cast(item.raised_again as integer) as is_raised_again,
    cast(last.events as integer) as events,
    cast(item.follows_earlier as integer) as follows_earlier,
    cast(item.followed_by_later as integer) as followed_by_later,
    item.basis,
    item.entry,
    item.stands_for,
    cast(
        inspection.published_on is (
            -- Of those known to have raised something of this sort: a later one may be known by its
            -- grades only, and a news page tells of findings and gives no list.
            select max(other.published_on) from improvement as another
            join inspection as other on other.id = another.inspection_id
            where
                other.force_id = inspection.force_id
                and another.is_counted
                and (another.kind = 'finding') = (item.kind = 'finding')
        )
        and item.basis = 'stated' as integer
    ) as of_latest_inspection,
    cast(iif(item.basis = 'stated', inspection.label, null) as text) as raised_by,
    cast(iif(item.basis = 'implied', inspection.label, null) as text) as inferred_from,
    cast(iif(item.basis = 'stated', framework.label, null) as text) as framework,
    cast(iif(item.basis = 'stated', framework.year, null) as text) as year,
    item.deadline,
    item.deadline_from,
    item.deadline_to,
    citation_detail.page,
    citation_detail.place,
    last_citation.place as last_status_place,
    citation_detail.told_by,
    last_citation.told_by as last_status_told_by,
    raised.doubt,
    last.doubt as last_status_doubt,
    item.id as improvement_id,
    item.inspection_id,
    item.inferred_from_id,
    cast(iif(item.basis = 'stated', inspection.framework_id, null) as text) as framework_id,
    item.question_id,
    item.topic_id,
    item.kind as kind_id,
    last.status as status_id,
    inspection.force_id,
    last_citation.url as last_status_url,
    citation_detail.url
from item
join inspection on inspection.id = item.known_from_id
join framework on framework.id = inspection.framework_id
join force on force.area_id = inspection.force_id
join topic on topic.id = item.topic_id
join stand on stand.id = item.id
join said as last on last.improvement_id = item.id and last.from_last = 1
join said as last_heard on last_heard.improvement_id = item.id and last_heard.from_last_heard = 1
left join raised on raised.improvement_id = item.id
join citation_detail on citation_detail.citation_id = item.citation_id
join citation_detail as last_citation on last_citation.citation_id = last.citation_id
order by
    force.short_name, item.basis desc, inspection.published_on desc, topic.position, item.kind,
    item.position;
