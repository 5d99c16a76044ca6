-- Can a force's grade be compared with an earlier one, and if not, why not? One row for every force
-- and pair of questions that the crosswalk links, whether or not either grade is known.
create view grade_comparison as
with cell as materialized (
    select force, force_id, question_id, status, grade, doubtful from grade_cell
),
change as materialized (
    select force_id, earlier_question_id, later_question_id, change, doubtful
    from grade_between_years
),
outcome as (
    select
        later.force,
        later.force_id,
        question_lineage.*,
        earlier.status as earlier_status,
        later.status as later_status,
        earlier.grade as earlier_grade,
        later.grade as later_grade,
        coalesce(change.doubtful, 0) as doubtful,
        case
            when not question_lineage.comparable
                then 'not comparable: ' || question_lineage.why_not
            when change.change in ('better', 'same', 'worse') then change.change
            when change.change = 'carried over' then 'carried over, not inspected again'
            when earlier.status = 'not found' and later.status = 'not found'
                then 'no grade found for ' || question_lineage.earlier_year || ' or '
                    || question_lineage.later_year
            when earlier.status not in ('graded', 'carried over') then
                iif(
                    earlier.status = 'not found', 'no ' || question_lineage.earlier_year || ' grade found',
                    iif(earlier.status = 'ungraded', 'not graded', earlier.status)
                        || ' in ' || question_lineage.earlier_year
                )
            else
                iif(
                    later.status = 'not found', 'no ' || question_lineage.later_year || ' grade found',
                    iif(later.status = 'ungraded', 'not graded', later.status)
                        || ' in ' || question_lineage.later_year
                )
        end as outcome
    from question_lineage
    join cell as later on later.question_id = question_lineage.later_question_id
    join cell as earlier
        on earlier.question_id = question_lineage.earlier_question_id and earlier.force_id = later.force_id
    left join change
        on change.force_id = later.force_id
        and change.earlier_question_id = question_lineage.earlier_question_id
        and change.later_question_id = question_lineage.later_question_id
)
select
    outcome.force,
    outcome.topic,
    outcome.earlier_framework,
    outcome.earlier_year,
    cast(outcome.earlier_grade as text) as earlier_grade,
    outcome.later_framework,
    outcome.later_year,
    cast(outcome.later_grade as text) as later_grade,
    cast(outcome.outcome as text) as outcome,
    cast(outcome.outcome in ('better', 'same', 'worse') as integer) as compared,
    cast(outcome.doubtful as integer) as doubtful,
    cast(outcome.steps = 1 as integer) as next_to_each_other,
    outcome.earlier_status,
    outcome.later_status,
    outcome.force_id,
    outcome.topic_id,
    outcome.earlier_framework_id,
    outcome.later_framework_id,
    outcome.earlier_question_id,
    outcome.later_question_id
from outcome
join topic on topic.id = outcome.topic_id
join framework as later_framework on later_framework.id = outcome.later_framework_id
join framework as earlier_framework on earlier_framework.id = outcome.earlier_framework_id
order by
    topic.position, later_framework.position desc, earlier_framework.position desc,
    outcome.earlier_question_id, outcome.later_question_id, outcome.force;
