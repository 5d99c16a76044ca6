-- What does a table of grades have in each cell: the grade, or why there is none? With the years
-- and the topics whose grade is carried over or doubtful, of the row that a table makes of a force's
-- topic over the years, and of a force's year over the topics.
create view grade_shown as
select
    grade_cell.force,
    grade_cell.topic,
    grade_cell.framework,
    grade_cell.year,
    cast(coalesce(grade_cell.grade, grade_cell.status) as text) as shown,
    cast(
        group_concat(grade_cell.year, '; ') filter (where grade_cell.status = 'carried over')
            over over_years as text
    ) as carried_over_years,
    cast(
        group_concat(grade_cell.year, '; ') filter (where grade_cell.doubtful)
            over over_years as text
    ) as doubtful_years,
    cast(
        group_concat(grade_cell.topic, '; ') filter (where grade_cell.status = 'carried over')
            over over_topics as text
    ) as carried_over_topics,
    cast(
        group_concat(grade_cell.topic, '; ') filter (where grade_cell.doubtful)
            over over_topics as text
    ) as doubtful_topics,
    grade_cell.force_id,
    grade_cell.topic_id,
    grade_cell.framework_id,
    grade_cell.question_id,
    topic.position as topic_position,
    framework.position as framework_position
from grade_cell
join topic on topic.id = grade_cell.topic_id
join framework on framework.id = grade_cell.framework_id
window
    over_years as (
        partition by grade_cell.force_id, grade_cell.topic_id
        order by framework.position, grade_cell.question_id
        rows between unbounded preceding and unbounded following
    ),
    over_topics as (
        partition by grade_cell.force_id, grade_cell.framework_id
        order by topic.position, grade_cell.question_id
        rows between unbounded preceding and unbounded following
    )
order by grade_cell.force, topic.position, framework.position, grade_cell.question_id;
