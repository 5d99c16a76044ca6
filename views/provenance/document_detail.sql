-- Which documents are cited or named, by whom, and at which address?
create view document_detail as
select
    document.id as document_id,
    document.title,
    document.publisher,
    document.kind,
    document.published_on,
    document.published_from,
    document.published_to,
    cast(site.base_url || document.path as text) as url,
    cast(
        (select count(*) from citation where citation.document_id = document.id) as integer
    ) as places_cited,
    document.licence,
    document.note,
    site.kind as site_kind
from document
left join site on site.id = document.site_id
order by places_cited desc, document.published_on desc, document.id;
