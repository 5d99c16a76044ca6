-- Which inspections are there, of which force, when, and what is held of each?
create view inspection_detail as
select
    inspection.label as inspection,
    force.short_name as force,
    framework.label as framework,
    framework.year,
    pillar.label as pillar,
    inspection.kind,
    inspection.fieldwork_start,
    inspection.fieldwork_end,
    inspection.fieldwork_from,
    inspection.fieldwork_to,
    inspection_date.published_on,
    inspection_date.published_basis,
    inspection_date.published_from,
    inspection_date.published_to,
    document.title as document,
    cast(coalesce(document.url, citation.url) as text) as url,
    citation.document as known_from,
    citation.place,
    inspection.note,
    -- Whether what the report states is held, or only what others tell of it.
    cast(
        exists (select 1 from observation where observation.inspection_id = inspection.id) as integer
    ) as report_loaded,
    cast(
        (select count(*) from judgment where judgment.inspection_id = inspection.id) as integer
    ) as judgments,
    cast(
        (
            select count(*) from improvement
            where improvement.inspection_id = inspection.id and improvement.is_counted
        ) as integer
    ) as improvements,
    cast(
        (select count(*) from observation where observation.inspection_id = inspection.id) as integer
    ) as times_stated,
    coverage.last_reported_on,
    coverage.last_reported_from,
    coverage.last_reported_to,
    coverage.last_reported_in,
    coverage.later_by_grades_only,
    coverage.later_inspections,
    follows.label as follows,
    inspection.follows_id,
    inspection.id as inspection_id,
    inspection.force_id,
    inspection.framework_id,
    inspection.document_id
from inspection
join inspection_date on inspection_date.inspection_id = inspection.id
join force on force.area_id = inspection.force_id
join framework on framework.id = inspection.framework_id
join citation_detail as citation on citation.citation_id = inspection.citation_id
left join pillar on pillar.id = inspection.pillar_id
left join document_detail as document on document.document_id = inspection.document_id
left join improvement_coverage as coverage on coverage.force_id = inspection.force_id
left join inspection as follows on follows.id = inspection.follows_id
order by inspection.id;
