-- A grade is a step of its framework's scale; only questions that are graded have one, and
-- those always but where a force is known not to have been inspected.
select
    judgment.inspection_id,
    judgment.question_id,
    judgment.grade_id,
    case
        when scale_grade.grade_id is null then 'no grade of this framework''s scale'
        when question.graded then 'a graded question without a grade'
        else 'a grade for a question that is never graded'
    end as why
from judgment
join inspection on inspection.id = judgment.inspection_id
join question on question.id = judgment.question_id
join framework on framework.id = question.framework_id
left join scale_grade
    on scale_grade.scale_id = framework.scale_id and scale_grade.grade_id = judgment.grade_id
where
    scale_grade.grade_id is null
    or (
        question.graded <> (scale_grade.rank is not null)
        and not exists (
            select 1 from not_inspected
            where
                not_inspected.force_id = inspection.force_id
                and not_inspected.question_id = judgment.question_id
                and scale_grade.rank is null
        )
    );
