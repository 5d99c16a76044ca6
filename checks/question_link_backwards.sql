-- A question follows one of an earlier framework, not of its own.
select from_id, to_id, 'both of ' || later.framework_id as why
from question_link
join question as later on later.id = from_id
join question as earlier on earlier.id = to_id
where later.framework_id <= earlier.framework_id;
