-- A caveat that stays in its own report is linked to nothing of another one; one that goes
-- further is not about the force of the report that states it.
with stated as (
    select caveat.id, caveat.applies_to, caveat.summary, citation.document_id
    from caveat
    join citation on citation.id = caveat.citation_id
)
select stated.id as caveat_id, 'is linked to a figure of another report' as why
from stated
join caveat_figure on caveat_figure.caveat_id = stated.id
join figure on figure.id = caveat_figure.figure_id
where stated.applies_to = 'own-report' and figure.document_id <> stated.document_id
union all
select stated.id, 'is linked to a value of another report'
from stated
join caveat_observation on caveat_observation.caveat_id = stated.id
join observation on observation.id = caveat_observation.observation_id
join inspection on inspection.id = observation.inspection_id
where stated.applies_to = 'own-report' and inspection.document_id is not stated.document_id
union all
select stated.id, 'goes beyond its report and names the force of that report'
from stated
join inspection on inspection.document_id = stated.document_id
join force on force.area_id = inspection.force_id
where
    stated.applies_to <> 'own-report'
    and (
        instr(stated.summary, force.short_name) > 0
        or force.area_id in (
            select area_id from caveat_area where caveat_area.caveat_id = stated.id
        )
    )
union all
select stated.id, 'goes beyond its report, which is the report of no inspection'
from stated
where
    stated.applies_to <> 'own-report'
    and not exists (select 1 from inspection where inspection.document_id = stated.document_id);
