-- What was the last grade that each force is known to have on each topic? One row per force and
-- topic with a grade, carried over or not. A grade of one year's scale is no grade of another's.
create view grade_latest as
with placed as (
    select
        grade_cell.*,
        topic.position as topic_position,
        row_number() over (
            partition by grade_cell.force_id, grade_cell.topic_id
            order by framework.position desc, grade_cell.question_id
        ) as turn
    from grade_cell
    join topic on topic.id = grade_cell.topic_id
    join framework on framework.id = grade_cell.framework_id
    where grade_cell.status in ('graded', 'carried over')
)
select
    placed.force,
    placed.topic,
    placed.grade,
    placed.symbol,
    placed.framework,
    placed.year,
    placed.carried_over_from,
    placed.carried_over_from_year,
    placed.question,
    placed.doubtful,
    placed.url,
    placed.force_id,
    placed.topic_id,
    placed.grade_id,
    placed.framework_id,
    placed.question_id,
    placed.inspection_id
from placed
where placed.turn = 1
order by placed.force, placed.topic_position;
