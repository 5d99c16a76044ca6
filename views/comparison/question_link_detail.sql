-- How do the questions of a framework follow those of the one before: the same, reworded,
-- merged, split, new or dropped?
create view question_link_detail as
select
    framework.label as framework,
    framework.year,
    question_link.relation,
    later.label as later_question,
    earlier.label as earlier_question,
    question_link.note,
    pillar.label as pillar,
    topic.label as topic,
    cast(coalesce(later.graded, earlier.graded) as integer) as graded,
    question_link.framework_id,
    question_link.later_question_id,
    question_link.earlier_question_id,
    topic.id as topic_id,
    question_link.id as question_link_id
from question_link
join framework on framework.id = question_link.framework_id
left join question as later on later.id = question_link.later_question_id
left join question as earlier on earlier.id = question_link.earlier_question_id
join pillar on pillar.id = coalesce(later.pillar_id, earlier.pillar_id)
join topic on topic.id = coalesce(later.topic_id, earlier.topic_id)
order by framework.position desc, question_link.later_question_id is null, question_link.id;
