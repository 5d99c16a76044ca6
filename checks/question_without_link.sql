-- Of every question it is said what it follows, and of every question of a framework that has
-- a successor what became of it.
select question.id as question_id, 'not said what it follows' as why
from question
join framework on framework.id = question.framework_id
where
    framework.position > 1
    and not exists (select 1 from question_link where later_question_id = question.id)
union all
select question.id, 'not said what became of it'
from question
join framework on framework.id = question.framework_id
join framework as next on next.position = framework.position + 1
where not exists (select 1 from question_link where earlier_question_id = question.id)
union all
select question.id, 'both new and following, or both dropped and followed'
from question
join question_link on question.id in (question_link.later_question_id, question_link.earlier_question_id)
where
    question_link.relation in ('new', 'dropped')
    and (
        select count(*) from question_link as other
        where
            (question_link.relation = 'new' and other.later_question_id = question.id)
            or (question_link.relation = 'dropped' and other.earlier_question_id = question.id)
    ) > 1;
