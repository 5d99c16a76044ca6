-- Every improvement with what the inspectorate last said of it: what is open, since
-- when, and how old is it? A force's or policing body's own word never counts here.
create view improvement_status as
with said as (
    select
        improvement_event.*,
        row_number() over (
            partition by improvement_id order by happened_on desc, position desc
        ) as from_last,
        row_number() over (partition by improvement_id order by position) as from_first,
        count(*) over (partition by improvement_id) as events
    from improvement_event
    where said_by = 'inspectorate'
)
select
    force.short_name as force,
    topic.label as topic,
    cast(replace(improvement.kind, '-', ' ') as text) as kind,
    improvement.summary,
    cast(replace(last.status, '-', ' ') as text) as status,
    last.status_as_worded as in_its_words,
    first.happened_on as first_said_on,
    first.happened_from as first_said_from,
    first.happened_to as first_said_to,
    last.happened_on as last_said_on,
    last.happened_from as last_said_from,
    last.happened_to as last_said_to,
    cast(last.status not in ('met', 'superseded') as integer) as is_open,
    cast(julianday('now', 'start of day') - julianday(first.happened_from) as integer) as age_days,
    cast(last.events as integer) as events,
    cast(
        (select count(*) from improvement_link where from_id = improvement.id) as integer
    ) as follows_earlier,
    cast(
        (select count(*) from improvement_link where to_id = improvement.id) as integer
    ) as followed_by_later,
    improvement.basis,
    cast(inspection.published_on is (
        -- Of those that raised anything: a later one may be known by its grades only.
        select max(other.published_on) from improvement as item
        join inspection as other on other.id = item.inspection_id
        where other.force_id = inspection.force_id
    ) as integer) as of_latest_inspection,
    inspection.label as raised_by,
    framework.label as framework,
    framework.year,
    improvement.deadline,
    improvement.deadline_from,
    improvement.deadline_to,
    citation_detail.page,
    citation_detail.place,
    last_citation.place as last_said_place,
    improvement.id as improvement_id,
    improvement.inspection_id,
    inspection.framework_id,
    improvement.question_id,
    improvement.topic_id,
    improvement.kind as kind_id,
    last.status as status_id,
    inspection.force_id,
    citation_detail.url
from improvement
join inspection on inspection.id = improvement.inspection_id
join framework on framework.id = inspection.framework_id
join force on force.area_id = inspection.force_id
join topic on topic.id = improvement.topic_id
join said as first on first.improvement_id = improvement.id and first.from_first = 1
join said as last on last.improvement_id = improvement.id and last.from_last = 1
join citation_detail on citation_detail.citation_id = improvement.citation_id
join citation_detail as last_citation on last_citation.citation_id = last.citation_id
order by
    force.short_name, inspection.published_on desc, topic.position, improvement.kind,
    improvement.position;
