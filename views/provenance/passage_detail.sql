-- What does the report say, in its own words, page by page? Empty until a copy of the
-- report has been loaded.
create view passage_detail as
select
    passage.position,
    passage.page,
    section.label as section,
    passage.kind,
    passage.text,
    passage.footnote_number,
    passage.page_end,
    passage.id as passage_id,
    passage.section_id,
    passage.document_id,
    document.title as document,
    cast(site.base_url || document.path as text) as url
from passage
join section on section.id = passage.section_id
join document on document.id = passage.document_id
left join site on site.id = document.site_id
order by passage.document_id, passage.position;
