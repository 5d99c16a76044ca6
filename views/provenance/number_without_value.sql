-- Which numbers of the text state no value that is held? What is left over here is an age,
-- the upper end of a range, the number of a rule: a new one is a value that was missed.
-- Empty until a copy of the report has been loaded.
create view number_without_value as
select page, printed, in_context, section, number_mention_id, passage_id
from number_in_context
where
    kind = 'number'
    and number_mention_id not in (select number_mention_id from observation_mention)
order by number_mention_id;
