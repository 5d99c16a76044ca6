-- How does each grade compare with the one before? Only through the crosswalk of
-- questions, and only between grades of one scale.
create view judgment_change as
with earlier as (
    select question_lineage.later_question_id, question_lineage.question_is, question_lineage.why_not, before.*
    from question_lineage
    join judgment_detail as before on before.question_id = question_lineage.earlier_question_id
    where question_lineage.steps = 1
),
-- The year before, and whether it graded the question or any that it follows.
previous as (
    select
        question_lineage.later_question_id,
        max(question_lineage.earlier_year) as year,
        max(asked.graded) as was_graded
    from question_lineage
    join question as asked on asked.id = question_lineage.earlier_question_id
    where question_lineage.steps = 1
    group by question_lineage.later_question_id
),
-- The last grade that is known from before that year. One that was carried over is that of the year that gave it.
older as (
    select
        later_question_id,
        force_id,
        year,
        group_concat(grade, ' and ') as grades,
        max(comparable) as comparable
    from (
        select
            question_lineage.later_question_id,
            before.force_id,
            before.year,
            lower(before.grade) as grade,
            max(question_lineage.comparable) as comparable,
            question_lineage.steps,
            min(question_lineage.steps) over (
                partition by question_lineage.later_question_id, before.force_id
            ) as fewest_steps
        from question_lineage
        join judgment_detail as before on before.question_id = question_lineage.earlier_question_id
        where
            question_lineage.steps > 1
            and before.grade_rank is not null
            and before.carried_over_from_year is null
        group by question_lineage.later_question_id, before.force_id, before.year, before.grade
        order by question_lineage.later_question_id, before.force_id, before.grade_rank
    )
    where steps = fewest_steps
    group by later_question_id, force_id
),
compared as (
    select
        now.*,
        topic.position as topic_position,
        earlier.framework as earlier_framework,
        earlier.year as earlier_year,
        earlier.grade as earlier_grade,
        earlier.grade_id as earlier_grade_id,
        earlier.grade_rank as before_rank,
        earlier.question_is,
        earlier.place as earlier_place,
        earlier.url as earlier_url,
        earlier.inspection_id as earlier_inspection_id,
        earlier.question_id as earlier_question_id,
        case
            when now.grade_rank is null then 'not graded now'
            when now.carried_over_from is not null then 'carried over, not inspected again'
            when exists (
                select 1 from question_link
                where question_link.later_question_id = now.question_id and question_link.relation = 'new'
            ) then 'no earlier question'
            when earlier.grade_rank is null and older.grades is not null then
                iif(previous.was_graded, 'no ' || previous.year || ' grade found', 'not graded in ' || previous.year)
                || '; ' || older.year || ': ' || older.grades || iif(older.comparable, '', ' (not comparable)')
            when earlier.grade_rank is null
                then iif(previous.was_graded, 'no earlier grade held', 'not graded before')
            when earlier.why_not is not null then 'not comparable: ' || earlier.why_not
            when now.grade_rank < earlier.grade_rank then 'better'
            when now.grade_rank > earlier.grade_rank then 'worse'
            else 'same'
        end as change
    from judgment_detail as now
    join topic on topic.id = now.topic_id
    left join earlier
        on earlier.later_question_id = now.question_id and earlier.force_id = now.force_id
    left join previous on previous.later_question_id = now.question_id
    left join older on older.later_question_id = now.question_id and older.force_id = now.force_id
    where exists (select 1 from question_link where question_link.later_question_id = now.question_id)
)
select
    force,
    topic,
    framework as later_framework,
    year as later_year,
    grade as later_grade,
    carried_over_from as later_carried_over_from,
    carried_over_from_year as later_carried_over_from_year,
    earlier_framework,
    earlier_year,
    earlier_grade,
    cast(change as text) as change,
    cast(
        case when change in ('better', 'same', 'worse') then before_rank - grade_rank end as integer
    ) as steps_up,
    question_is,
    place as later_place,
    earlier_place,
    url,
    earlier_url,
    force_id,
    topic_id,
    framework_id as later_framework_id,
    question_id as later_question_id,
    earlier_question_id,
    grade_id as later_grade_id,
    earlier_grade_id,
    inspection_id as later_inspection_id,
    earlier_inspection_id,
    page
from compared
order by force, framework_id desc, topic_position, earlier_question_id;
