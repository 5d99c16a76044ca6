-- The day that counts for a report is one that some page gives, where pages are known to date it, and a
-- page that gives another day says how, in its note or in the note of the report.
select
    publication_day.publication_id,
    publication_day.said_on,
    'differs from ' || publication_day.published_on || ' without a note' as why
from publication_day
where verdict = 'differs' and note is null and said_as is null;
