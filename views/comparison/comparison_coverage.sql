-- How many forces can be compared between two years, how did their grades change, and why can the
-- others not be compared? One row per pair of linked questions and outcome, with the forces; the
-- forces of a pair add up to all of them.
create view comparison_coverage as
select
    cast(
        topic.label || ', ' || grade_comparison.earlier_framework || ' to '
            || grade_comparison.later_framework
            -- A topic may have several questions of a year.
            || iif(alike.pairs > 1, ' (“' || earlier.label || '” to “' || later.label || '”)', '')
            as text
    ) as about,
    grade_comparison.outcome,
    cast(count(*) as integer) as forces,
    cast(group_concat(grade_comparison.force, ', ') as text) as force_names,
    grade_comparison.compared as counted,
    cast(sum(grade_comparison.doubtful and grade_comparison.compared) as integer) as forces_doubtful,
    grade_comparison.topic,
    grade_comparison.earlier_framework,
    grade_comparison.earlier_year,
    grade_comparison.later_framework,
    grade_comparison.later_year,
    grade_comparison.next_to_each_other,
    grade_comparison.topic_id,
    grade_comparison.earlier_framework_id,
    grade_comparison.later_framework_id,
    grade_comparison.earlier_question_id,
    grade_comparison.later_question_id
from (select * from grade_comparison order by force) as grade_comparison
join topic on topic.id = grade_comparison.topic_id
join question as earlier on earlier.id = grade_comparison.earlier_question_id
join question as later on later.id = grade_comparison.later_question_id
join framework as later_framework on later_framework.id = grade_comparison.later_framework_id
join framework as earlier_framework on earlier_framework.id = grade_comparison.earlier_framework_id
join (
    select topic_id, earlier_framework_id, later_framework_id, count(*) as pairs
    from question_lineage
    group by topic_id, earlier_framework_id, later_framework_id
) as alike
    on alike.topic_id = grade_comparison.topic_id
    and alike.earlier_framework_id = grade_comparison.earlier_framework_id
    and alike.later_framework_id = grade_comparison.later_framework_id
group by
    grade_comparison.later_question_id, grade_comparison.earlier_question_id,
    grade_comparison.outcome
order by
    later_framework.position desc, earlier_framework.position desc, topic.position,
    grade_comparison.later_question_id, grade_comparison.earlier_question_id,
    counted desc, case grade_comparison.outcome
        when 'better' then 1 when 'same' then 2 when 'worse' then 3 else 4
    end, forces desc, grade_comparison.outcome;
