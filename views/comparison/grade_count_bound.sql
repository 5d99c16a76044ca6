-- How many forces can hold each grade on a question, given the grades that are known and the totals
-- that others have published? docs/grades.md derives the bounds. A doubtful grade counts as unknown.
create view grade_count_bound as
with cell as materialized (
    select
        question_id,
        grade_id,
        status in ('graded', 'carried over') and not coalesce(doubtful, 0) as known,
        status = 'not found' or (status in ('graded', 'carried over') and coalesce(doubtful, 0)) as unknown
    from grade_cell
),
state as (
    select question_id, sum(unknown) as unknown, count(*) as forces from cell group by question_id
),
known as (
    select question_id, grade_id, count(*) as forces from cell where known group by question_id, grade_id
),
step as (
    select
        question.id as question_id,
        question.framework_id,
        question.topic_id,
        question.position,
        question.pillar_id,
        scale_grade.grade_id,
        scale_grade.rank,
        coalesce(known.forces, 0) as known,
        state.unknown,
        state.forces,
        published_total.forces as published,
        -- Of the unknown, so many are known to hold this grade.
        coalesce(published_total.forces - coalesce(known.forces, 0), 0) as missing
    from question
    join framework on framework.id = question.framework_id
    join scale_grade on scale_grade.scale_id = framework.scale_id and scale_grade.rank is not null
    join state on state.question_id = question.id
    left join known on known.question_id = question.id and known.grade_id = scale_grade.grade_id
    left join published_total
        on published_total.question_id = question.id
        and published_total.grade_id = scale_grade.grade_id
    where question.graded
)
select
    topic.label as topic,
    framework.label as framework,
    framework.year,
    grade.label as grade,
    cast(step.known as integer) as known,
    cast(step.unknown as integer) as unknown,
    step.published,
    cast(step.known + step.missing as integer) as at_least,
    cast(case
        when step.published is not null then step.published
        else step.known + step.unknown - (
            select sum(other.missing) from step as other where other.question_id = step.question_id
        )
    end as integer) as at_most,
    cast(step.missing as integer) as missing,
    cast(step.forces as integer) as forces,
    step.rank as grade_rank,
    step.framework_id,
    step.topic_id,
    step.question_id,
    step.grade_id
from step
join topic on topic.id = step.topic_id
join framework on framework.id = step.framework_id
join grade on grade.id = step.grade_id
order by framework.position desc, step.pillar_id, step.position, step.question_id, step.rank;
