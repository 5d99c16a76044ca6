-- How many forces hold each grade, on each question, in each year, and which? What is carried
-- over counts with its grade; what is ungraded, not inspected or not found has a row too.
create view grade_count as
select
    framework.label as framework,
    framework.year,
    topic.label as topic,
    question.label as question,
    cast(coalesce(grade.label, grade_cell.status) as text) as grade,
    grade.symbol,
    cast(count(*) as integer) as forces,
    cast(sum(grade_cell.status = 'carried over') as integer) as forces_carried_over,
    cast(sum(coalesce(grade_cell.doubtful, 0)) as integer) as forces_doubtful,
    cast(group_concat(grade_cell.force, ', ') as text) as force_names,
    pillar.label as pillar,
    scale_grade.rank as grade_rank,
    question.framework_id,
    question.id as question_id,
    question.topic_id,
    grade.id as grade_id
from (select * from grade_cell order by force) as grade_cell
join question on question.id = grade_cell.question_id
join framework on framework.id = question.framework_id
join pillar on pillar.id = question.pillar_id
join topic on topic.id = question.topic_id
left join grade
    on grade.id = grade_cell.grade_id and grade_cell.status in ('graded', 'carried over')
left join scale_grade
    on scale_grade.scale_id = framework.scale_id and scale_grade.grade_id = grade.id
group by question.id, coalesce(grade.id, grade_cell.status)
order by
    framework.position desc, pillar.id, question.position, scale_grade.rank is null,
    scale_grade.rank, grade_cell.status;
