-- The footnotes of a document are numbered from 1 without a gap.
select document_id, count(*) || ' notes, numbered up to ' || max(number) as why
from footnote
group by document_id
having max(number) <> count(*);
