-- What do the terms of the reports mean, and where does a report define them?
create view glossary_term_detail as
select
    glossary_term.term,
    glossary_term.abbreviation,
    glossary_term.definition,
    citation_detail.place,
    glossary_term.id as glossary_term_id,
    citation_detail.url
from glossary_term
join citation_detail using (citation_id)
order by glossary_term.term collate nocase, glossary_term.id;
