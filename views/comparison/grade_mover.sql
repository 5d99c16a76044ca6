-- Which forces rose and which fell from one year to another? Counts of later grades, each once however many questions
-- its own follows; the columns from better to carried_over and not_comparable add up to grades. A force with too few
-- that may be compared (ranking_rule) has no rank.
create view grade_mover as
with question_pair as (
    -- How many pairs of graded questions may be compared between the two years at all.
    select
        question_lineage.earlier_framework_id,
        question_lineage.later_framework_id,
        count(*) as questions
    from question_lineage
    join question as earlier on earlier.id = question_lineage.earlier_question_id and earlier.graded
    join question as later on later.id = question_lineage.later_question_id and later.graded
    where question_lineage.comparable
    group by question_lineage.earlier_framework_id, question_lineage.later_framework_id
),
-- A grade on a question that several were merged into stands against each of them: it is one grade, and not compared.
grade_once as (
    select *, min(change) as outcome
    from grade_between_years
    group by force_id, earlier_framework_id, later_framework_id, later_question_id
),
counted as (
    select
        force,
        earlier_framework,
        earlier_year,
        later_framework,
        later_year,
        sum(outcome = 'better') as better,
        sum(outcome = 'worse') as worse,
        sum(outcome = 'same') as same,
        sum(outcome = 'carried over') as carried_over,
        sum(outcome = 'not comparable') as not_comparable,
        count(*) as grades,
        sum(outcome in ('better', 'worse', 'same')) as compared,
        sum(outcome = 'better') - sum(outcome = 'worse') as better_minus_worse,
        sum(doubtful and outcome in ('better', 'worse')) as doubtful,
        group_concat(case when outcome = 'better' then topic || ': ' || earlier_grade || ' to '
            || later_grade || iif(doubtful, ' (doubtful)', '') end, '; ') as topics_better,
        group_concat(case when outcome = 'worse' then topic || ': ' || earlier_grade || ' to '
            || later_grade || iif(doubtful, ' (doubtful)', '') end, '; ') as topics_worse,
        next_to_each_other,
        force_id,
        earlier_framework_id,
        later_framework_id
    from grade_once
    group by force_id, earlier_framework_id, later_framework_id
)
select
    counted.force,
    counted.earlier_framework,
    counted.earlier_year,
    counted.later_framework,
    counted.later_year,
    cast(
        case when counted.compared >= ranking_rule.grades_needed then rank() over (
            partition by
                counted.earlier_framework_id, counted.later_framework_id,
                counted.compared >= ranking_rule.grades_needed
            order by counted.better_minus_worse desc
        ) end as integer
    ) as rank,
    cast(counted.compared as integer) as compared,
    cast(coalesce(question_pair.questions, 0) as integer) as comparable_questions,
    cast(counted.better as integer) as better,
    cast(counted.worse as integer) as worse,
    cast(counted.same as integer) as same,
    cast(counted.carried_over as integer) as carried_over,
    cast(counted.not_comparable as integer) as not_comparable,
    cast(counted.grades as integer) as grades,
    cast(counted.better_minus_worse as integer) as better_minus_worse,
    cast(counted.doubtful as integer) as doubtful,
    cast(counted.topics_better as text) as topics_better,
    cast(counted.topics_worse as text) as topics_worse,
    counted.next_to_each_other,
    counted.force_id,
    counted.earlier_framework_id,
    counted.later_framework_id
from counted
join ranking_rule on true
left join question_pair
    on question_pair.earlier_framework_id = counted.earlier_framework_id
    and question_pair.later_framework_id = counted.later_framework_id
order by counted.force, counted.later_framework_id desc, counted.earlier_framework_id desc;
