-- Of how many forces is the grade on a question known, and what do we have of the others? One row per
-- question of a year and state, with the forces; the forces of a question add up to all of them.
create view grade_coverage as
select
    cast(
        topic.label || ', ' || framework.label
            || iif(alike.questions > 1, ' (“' || question.label || '”)', '') as text
    ) as about,
    cast(case grade_cell.status
        when 'graded' then 'graded'
        when 'carried over' then 'carried over from an earlier year'
        when 'ungraded' then 'not graded'
        when 'not inspected' then 'not inspected'
        else 'no grade found'
    end as text) as outcome,
    cast(count(*) as integer) as forces,
    cast(group_concat(grade_cell.force, ', ') as text) as force_names,
    cast(grade_cell.status in ('graded', 'carried over') as integer) as counted,
    cast(sum(coalesce(grade_cell.doubtful, 0)) as integer) as forces_doubtful,
    topic.label as topic,
    framework.label as framework,
    framework.year,
    question.label as question,
    grade_cell.asked_of,
    question.topic_id,
    question.framework_id,
    question.pillar_id,
    question.id as question_id
from (select * from grade_cell order by force) as grade_cell
join question on question.id = grade_cell.question_id
join topic on topic.id = question.topic_id
join framework on framework.id = question.framework_id
join (
    select framework_id, topic_id, count(*) as questions from question group by framework_id, topic_id
) as alike
    on alike.framework_id = question.framework_id and alike.topic_id = question.topic_id
group by question.id, grade_cell.status
order by
    framework.position desc, topic.position, question.pillar_id, question.position,
    counted desc, forces desc, outcome;
