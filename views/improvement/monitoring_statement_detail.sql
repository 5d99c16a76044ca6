-- Which pages tell of a move into or out of Engage, on which day, and do they agree? Days agree where one is
-- within the other: June 2022 and 24 June 2022 do, June 2022 and 6 July 2022 do not.
create view monitoring_statement_detail as
select
    force.short_name as force,
    monitoring_phase.label as moved_to,
    monitoring_event.happened_on as used_on,
    monitoring_event.happened_from as used_from,
    monitoring_event.happened_to as used_to,
    stated.happened_on,
    stated.happened_from,
    stated.happened_to,
    cast(case
        when stated.happened_on is null then 'no day given'
        when stated.happened_on = monitoring_event.happened_on then 'same'
        when
            (stated.happened_from <= monitoring_event.happened_from and stated.happened_to >= monitoring_event.happened_to)
            or (monitoring_event.happened_from <= stated.happened_from and monitoring_event.happened_to >= stated.happened_to)
            then 'within each other'
        else 'differs'
    end as text) as agreement,
    cast(stated.citation_id = monitoring_event.citation_id as integer) as is_used,
    monitoring_event.summary,
    stated.status_as_worded,
    stated.doubt,
    citation_detail.document,
    citation_detail.told_by,
    citation_detail.url,
    monitoring_event.said_by,
    stated.monitoring_event_id,
    monitoring_event.phase_id,
    monitoring_event.force_id,
    stated.citation_id
from monitoring_statement as stated
join monitoring_event on monitoring_event.id = stated.monitoring_event_id
join monitoring_phase on monitoring_phase.id = monitoring_event.phase_id
join force on force.area_id = monitoring_event.force_id
join citation_detail on citation_detail.citation_id = stated.citation_id
order by monitoring_event.force_id, monitoring_event.happened_from, is_used desc, stated.citation_id;
