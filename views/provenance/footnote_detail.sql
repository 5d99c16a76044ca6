-- What does each footnote carry, and where is that kept?
create view footnote_detail as
select
    footnote.number,
    footnote.summary,
    glossary_term.term,
    cited.title as cites,
    caveat.summary as caveat,
    citation_detail.page,
    citation_detail.place,
    footnote.id as footnote_id,
    footnote.glossary_term_id,
    footnote.cites_document_id,
    footnote.caveat_id,
    footnote.document_id
from footnote
join citation_detail on citation_detail.citation_id = footnote.citation_id
left join glossary_term on glossary_term.id = footnote.glossary_term_id
left join document as cited on cited.id = footnote.cites_document_id
left join caveat on caveat.id = footnote.caveat_id
order by footnote.document_id, footnote.number;
