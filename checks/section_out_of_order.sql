-- Sections follow each other by page, without a gap in position, one level down at most.
-- by_force
select section.id as section_id, 'comes after ' || coalesce(before.id, 'nothing') as why
from section
left join section as before
    on before.document_id = section.document_id and before.position = section.position - 1
left join section as parent on parent.id = section.parent_id
where
    (section.position > 1 and before.id is null)
    or section.page < before.page
    or section.level > coalesce(before.level, 0) + 1
    or section.level <> coalesce(parent.level, 0) + 1;
