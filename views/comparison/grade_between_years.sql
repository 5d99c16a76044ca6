-- How has a grade changed between any two years: better, same, worse, carried over, or not to be
-- compared, and why not? One row per grade and each earlier grade that its question goes back to.
create view grade_between_years as
with graded as (
    select
        judgment.*,
        inspection.force_id,
        question.framework_id,
        question.topic_id,
        framework.position,
        scale_grade.rank,
        judgment_support.doubtful,
        grade.label as grade,
        -- What comes from outside these frameworks was carried over, whatever it is set against.
        iif(judgment.carried_from_basis in ('outside', 'not-held'), 0, origin_framework.position) as origin_position
    from judgment
    join inspection on inspection.id = judgment.inspection_id
    left join judgment_support using (inspection_id, question_id)
    join question on question.id = judgment.question_id
    join framework on framework.id = question.framework_id
    join grade on grade.id = judgment.grade_id
    join scale_grade
        on scale_grade.scale_id = framework.scale_id and scale_grade.grade_id = judgment.grade_id
    left join question as origin on origin.id = judgment.carried_from_question_id
    left join framework as origin_framework on origin_framework.id = origin.framework_id
),
pair as (
    select
        question_lineage.*,
        now.force_id,
        now.inspection_id as later_inspection_id,
        before.inspection_id as earlier_inspection_id,
        now.grade as later_grade,
        before.grade as earlier_grade,
        now.grade_id as later_grade_id,
        before.grade_id as earlier_grade_id,
        now.rank as later_rank,
        before.rank as earlier_rank,
        max(now.doubtful, before.doubtful) as doubtful,
        before.position as earlier_position,
        now.position as later_position,
        case
            when now.rank is null or before.rank is null then 'not comparable'
            when now.origin_position <= before.position then 'carried over'
            when not question_lineage.comparable then 'not comparable'
            when now.rank < before.rank then 'better'
            when now.rank > before.rank then 'worse'
            else 'same'
        end as change
    from question_lineage
    join graded as now on now.question_id = question_lineage.later_question_id
    join graded as before
        on before.question_id = question_lineage.earlier_question_id and before.force_id = now.force_id
)
select
    force.short_name as force,
    pair.topic,
    pair.earlier_framework,
    pair.earlier_year,
    pair.earlier_grade,
    pair.later_framework,
    pair.later_year,
    pair.later_grade,
    cast(pair.change as text) as change,
    cast(case
        when pair.change = 'carried over' then 'not inspected again'
        when pair.change <> 'not comparable' then null
        when pair.later_rank is null or pair.earlier_rank is null then 'not graded in one of the two'
        else pair.why_not
    end as text) as why,
    cast(
        case when pair.change in ('better', 'same', 'worse') then pair.earlier_rank - pair.later_rank
            end as integer
    ) as steps_up,
    cast(pair.doubtful as integer) as doubtful,
    pair.question_is,
    cast(pair.steps = 1 as integer) as next_to_each_other,
    pair.later_question,
    pair.earlier_question,
    pair.force_id,
    pair.topic_id,
    pair.earlier_framework_id,
    pair.later_framework_id,
    pair.earlier_grade_id,
    pair.later_grade_id,
    pair.earlier_inspection_id,
    pair.later_inspection_id,
    pair.earlier_question_id,
    pair.later_question_id
from pair
join force on force.area_id = pair.force_id
join topic on topic.id = pair.topic_id
order by
    force.short_name, pair.later_position desc, topic.position, pair.earlier_position desc,
    pair.earlier_question_id;
