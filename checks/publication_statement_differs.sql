-- Where a page gives another day than the one that counts for the report, its note or that of the report
-- says why.
select
    publication_day.publication_id,
    publication_day.said_on,
    'differs from ' || publication_day.published_on || ' without a note' as why
from publication_day
where verdict = 'differs' and note is null and said_as is null;
