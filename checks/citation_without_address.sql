-- What is cited without a page is a web page that has an address.
select citation.id as citation_id, 'no web page with an address' as why
from citation
join document on document.id = citation.document_id
where
    citation.page is null and citation.url is null
    and (document.kind <> 'web-page' or document.path is null);
