-- How did a force fare on a topic, year by year? Every year that asked about it, with the grade
-- or why there is none, and how it compares with the year before, or why it does not.
create view grade_history as
with change as (
    -- A question that two have been merged into stands against both.
    select
        later_inspection_id,
        later_question_id,
        group_concat(earlier_grade, ' and ') as before_grades,
        min(change) as change,
        min(question_is) as question_is
    from judgment_change
    group by later_inspection_id, later_question_id
)
select
    grade_cell.force,
    grade_cell.topic,
    grade_cell.framework,
    grade_cell.year,
    grade_cell.question,
    cast(coalesce(grade_cell.grade, grade_cell.status) as text) as grade,
    grade_cell.symbol,
    grade_cell.carried_over_from,
    grade_cell.carried_over_from_year,
    cast(change.before_grades as text) as earlier_grade,
    cast(coalesce(
        change.change,
        case when grade_cell.status in ('graded', 'carried over') then 'first year' end
    ) as text) as change,
    cast(change.question_is as text) as question_is,
    inspection_date.published_on,
    inspection_date.published_basis,
    inspection_date.published_from,
    inspection_date.published_to,
    grade_cell.doubtful,
    grade_cell.why_doubtful,
    grade_cell.places_stating_grade,
    grade_cell.status,
    grade_cell.url,
    grade_cell.force_id,
    grade_cell.topic_id,
    grade_cell.framework_id,
    grade_cell.question_id,
    grade_cell.grade_id,
    grade_cell.inspection_id
from grade_cell
join topic on topic.id = grade_cell.topic_id
join framework on framework.id = grade_cell.framework_id
left join inspection_date on inspection_date.inspection_id = grade_cell.inspection_id
left join change
    on change.later_inspection_id = grade_cell.inspection_id
    and change.later_question_id = grade_cell.question_id
order by grade_cell.force, topic.position, framework.position;
