-- Where does a fact stand, in words that can be quoted, and at which address?
create view citation_detail as
select
    citation.id as citation_id,
    citation.document_id,
    document.title as document,
    document.publisher,
    document.published_on,
    document.published_from,
    document.published_to,
    section.label as section,
    citation.page,
    citation.footnote_number,
    cast(coalesce('page ' || citation.page, 'web page')
        || coalesce(', ' || section.label, '')
        || coalesce(', footnote ' || citation.footnote_number, '') as text) as place,
    cast(coalesce(citation.url, site.base_url || document.path) as text) as url
from citation
join document on document.id = citation.document_id
left join section on section.id = citation.section_id
left join site on site.id = document.site_id
order by citation.document_id, citation.page, citation.id;
