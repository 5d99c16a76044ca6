-- Where does a fact stand, in words that can be quoted, and at which address?
create view citation_detail as
with weak_site as (
    select
        id,
        case kind
            when 'satire' then 'a humour site'
            when 'copy' then 'a site that copies pages of others by machine'
        end as doubt
    from site
    where kind in ('satire', 'copy')
)
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
    cast(coalesce('page ' || citation.page, 'web page' || coalesce(' (' || weak_site.doubt || ')', ''))
        || coalesce(', ' || section.label, '')
        || coalesce(', footnote ' || citation.footnote_number, '') as text) as place,
    cast(coalesce(citation.url, site.base_url || document.path) as text) as url,
    cast(weak_site.doubt as text) as source_doubt,
    cast(case
        when citation.page is not null or site.kind is null then 'report'
        when document.carries is not null then 'copy of the inspectorate''s ' || document.carries
        else replace(site.kind, '-', ' ')
    end as text) as told_by
from citation
join document on document.id = citation.document_id
left join section on section.id = citation.section_id
left join site on site.id = document.site_id
left join weak_site on weak_site.id = document.site_id
order by citation.document_id, citation.page, citation.id;
