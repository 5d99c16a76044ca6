-- On which questions of a round is the grade of any force known, as a menu offers them?
create view question_with_grade as
select
    graded_question.topic_id as value,
    cast(graded_question.topic || ': ' || graded_question.question as text) as label,
    graded_question.topic,
    graded_question.framework_id,
    graded_question.question_id
from graded_question
where
    exists (
        select 1
        from grade_cell
        where
            grade_cell.question_id = graded_question.question_id
            and grade_cell.status in ('graded', 'carried over')
    )
order by graded_question.position desc, graded_question.topic_position, graded_question.question_position;
