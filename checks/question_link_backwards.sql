-- A question follows one of the framework before its own, and a link is of its later framework.
select
    question_link.id as question_link_id,
    coalesce(later.framework_id, 'nothing') || ' follows '
        || coalesce(earlier.framework_id, 'nothing') || ' in ' || framework.id as why
from question_link
join framework on framework.id = question_link.framework_id
left join question as later on later.id = question_link.later_question_id
left join question as earlier on earlier.id = question_link.earlier_question_id
left join framework as before on before.id = earlier.framework_id
where
    later.framework_id <> framework.id
    or framework.position is null
    or before.position is not framework.position - 1 and earlier.id is not null;
