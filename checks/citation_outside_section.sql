-- A citation's page lies within its section: from the page of its heading to that of the next.
-- by_force
select
    citation.id as citation_id,
    'page ' || citation.page || ' is not between pages ' || section.page || ' and '
        || coalesce(next.page, document.pages) as why
from citation
join section on section.id = citation.section_id
join document on document.id = citation.document_id
left join section as next
    on next.document_id = section.document_id and next.position = section.position + 1
where
    citation.page not between section.page and coalesce(next.page, document.pages)
    or section.document_id <> citation.document_id;
