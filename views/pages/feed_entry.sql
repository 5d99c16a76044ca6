-- What is new? One row per inspection that came out and per later statement on an improvement,
-- newest first. A day is as exact as its source gives it, and `basis` says where it is from.
create view feed_entry as
select
    inspection_date.published_on as happened_on,
    inspection_date.published_basis as basis,
    inspection_date.published_from as happened_from,
    inspection_date.published_to as happened_to,
    cast('inspection' as text) as kind,
    inspection.label as title,
    cast(
        'Published' || case inspection.kind when 'inspection' then '' else ' (' || inspection.kind || ')' end as text
    )
        as says,
    citation_detail.document as stated_in,
    citation_detail.url,
    inspection.id,
    cast('inspection-' || inspection.id as text) as feed_entry_id,
    -- The first day that can be meant, for nothing says that it is newer; of a page its own day.
    cast(
        iif(inspection_date.published_basis = 'page-date', inspection_date.published_to, inspection_date.published_from) as text
    ) as listed_on,
    inspection.force_id
from inspection
join inspection_date on inspection_date.inspection_id = inspection.id
join citation_detail on citation_detail.citation_id = inspection.citation_id
union all
select
    improvement_history.happened_on,
    'stated',
    improvement_history.happened_from,
    improvement_history.happened_to,
    'improvement',
    improvement_history.force || ': ' || improvement_history.improvement,
    improvement_history.status
        || iif(improvement_history.status_basis = 'read', ' (our reading)', '')
        || '. ' || upper(substr(improvement_history.said_by, 1, 1))
        || substr(replace(improvement_history.said_by, '-', ' '), 2) || ': ' || improvement_history.said,
    citation_detail.document,
    improvement_history.url,
    improvement_history.improvement_id,
    'event-' || improvement_history.improvement_event_id,
    improvement_history.happened_from,
    improvement_history.force_id
from improvement_history
join improvement_event on improvement_event.id = improvement_history.improvement_event_id
join citation_detail on citation_detail.citation_id = improvement_event.citation_id
-- News has a day: a statement without one is in the history of its improvement only.
where improvement_history.status <> 'raised' and improvement_history.happened_on is not null
order by listed_on desc, feed_entry_id;
