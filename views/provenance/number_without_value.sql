-- Which numbers of the text state no value that is held? What is left over here is an age,
-- the upper end of a range, the number of a rule: a new one is a value that was missed.
-- Empty until a copy of the report has been loaded.
create view number_without_value as
select
    number_mention.page,
    number_mention.printed,
    substr(passage.text, max(1, number_mention.offset - 79), min(80, number_mention.offset))
        || '»' || number_mention.printed || '«'
        || substr(passage.text, number_mention.offset + length(number_mention.printed) + 1, 80)
        as in_context,
    section.label as section,
    number_mention.id as number_mention_id,
    number_mention.passage_id
from number_mention
join passage on passage.id = number_mention.passage_id
join section on section.id = passage.section_id
where
    number_mention.kind = 'number'
    and number_mention.id not in (select number_mention_id from observation_mention)
order by number_mention.id;
