-- How does each improvement stand by what the inspectorate last said, when was it last heard of,
-- and is it to be counted? A force's or policing body's own word never counts here.
create view improvement_status as
with said as (
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
item as (
    select
        improvement.*,
        coalesce(improvement.inspection_id, improvement.inferred_from_id) as known_from_id,
        (select count(*) from improvement_link where later_improvement_id = improvement.id) as follows_earlier,
        (select count(*) from improvement_link where earlier_improvement_id = improvement.id) as followed_by_later
    from improvement
)
select
    force.short_name as force,
    topic.label as topic,
    cast(replace(item.kind, '-', ' ') as text) as kind,
    item.summary,
    cast(case
        when item.basis = 'implied' then 'inferred'
        when last.status in ('met', 'superseded') then 'closed'
        when item.followed_by_later > 0 then 'followed up'
        when last.status = 'raised' then 'only seen raised'
        else 'open'
    end as text) as state,
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
    cast(
        item.basis = 'stated' and item.followed_by_later = 0
        and last.status not in ('met', 'superseded', 'raised') as integer
    ) as is_open,
    cast(last.status in ('met', 'superseded') as integer) as is_closed,
    cast(last.events as integer) as events,
    cast(item.follows_earlier as integer) as follows_earlier,
    cast(item.followed_by_later as integer) as followed_by_later,
    item.basis,
    cast(
        inspection.published_on is (
            -- Of those known to have raised something of this sort: a later one may be known by its
            -- grades only, and a news page tells of findings and gives no list.
            select max(other.published_on) from improvement as another
            join inspection as other on other.id = another.inspection_id
            where
                other.force_id = inspection.force_id
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
join said as last on last.improvement_id = item.id and last.from_last = 1
join said as last_heard on last_heard.improvement_id = item.id and last_heard.from_last_heard = 1
left join raised on raised.improvement_id = item.id
join citation_detail on citation_detail.citation_id = item.citation_id
join citation_detail as last_citation on last_citation.citation_id = last.citation_id
order by
    force.short_name, item.basis desc, inspection.published_on desc, topic.position, item.kind,
    item.position;
