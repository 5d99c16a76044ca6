-- Each number of a report's text with the words around it, the number between » and «.
-- Empty until a copy of the report has been loaded.
create view number_in_context as
select
    number_mention.page,
    number_mention.printed,
    number_mention.kind,
    cast(case when number_mention.offset > 79 then '…' else '' end
        || substr(passage.text, max(1, number_mention.offset - 79), min(80, number_mention.offset))
        || '»' || number_mention.printed || '«'
        || substr(passage.text, number_mention.offset + length(number_mention.printed) + 1, 80)
        || case
            when length(passage.text) > number_mention.offset + length(number_mention.printed) + 80
                then '…'
            else ''
        end as text) as in_context,
    section.label as section,
    number_mention.value,
    number_mention.id as number_mention_id,
    number_mention.passage_id
from number_mention
join passage on passage.id = number_mention.passage_id
join section on section.id = passage.section_id
order by number_mention.id;
