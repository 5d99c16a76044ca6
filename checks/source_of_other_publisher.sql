-- A source has the publisher of its kind, and its page is on the site of the kind's page.
select
    source.id as source_id,
    source.publisher,
    source_kind.publisher as publisher_of_kind,
    site.base_url || source.page_path as page,
    kind_site.base_url as site_of_kind,
    'the kind names another publisher or another site' as why
from source
join source_kind on source_kind.id = source.source_kind_id
join site on site.id = source.page_site_id
join site as kind_site on kind_site.id = source_kind.site_id
where
    source.publisher <> source_kind.publisher
    or instr(site.base_url || source.page_path, kind_site.base_url) <> 1;
