-- What do the totals that others have published prove about grades that we do not know? At least and
-- at most so many forces have a grade, or got better or worse. docs/grades.md derives the bounds.
create view grade_bound as
with published as (
    select
        published_total.question_id,
        group_concat(distinct citation_detail.document) as documents
    from published_total
    join citation_detail on citation_detail.citation_id = published_total.citation_id
    group by published_total.question_id
),
-- Forces that would be known by name but for a doubtful grade.
doubtful as (
    select null as earlier_question_id, question_id as later_question_id, grade_id as what, count(*) as forces
    from grade_cell
    where status in ('graded', 'carried over') and doubtful
    group by question_id, grade_id
    union all
    select earlier_question_id, later_question_id, outcome, sum(forces_doubtful)
    from comparison_coverage
    where counted
    group by earlier_question_id, later_question_id, outcome
),
bound as (
    select
        topic_id,
        cast(null as text) as earlier_framework_id,
        framework_id as later_framework_id,
        cast(null as text) as earlier_question_id,
        question_id as later_question_id,
        grade_id,
        lower(grade) as what,
        grade_id as outcome,
        iif(at_least = 1, ' has the grade ', ' have the grade ') || lower(grade) as says,
        known,
        at_least,
        at_most,
        known + unknown as possible,
        forces,
        grade_rank as turn
    from grade_count_bound
    union all
    select
        topic_id, earlier_framework_id, later_framework_id, earlier_question_id, later_question_id,
        null, 'got ' || change, change, ' got ' || change, known, at_least, at_most, possible, forces,
        iif(change = 'better', 11, 12)
    from grade_change_bound
)
select
    cast(
        topic.label || ', ' || coalesce(earlier_framework.label || ' to ', '') || later_framework.label
        as text
    ) as about,
    cast(bound.what as text) as what,
    cast(bound.known as integer) as known,
    cast(coalesce(doubtful.forces, 0) as integer) as known_doubtfully,
    cast(bound.at_least as integer) as at_least,
    cast(bound.at_most as integer) as at_most,
    cast(bound.forces as integer) as forces,
    cast(bound.at_least > bound.known or (bound.at_most = bound.at_least and bound.possible > bound.known)
        as integer) as adds,
    cast(case
        when bound.at_least = bound.at_most then cast(bound.at_least as text)
        else 'At least ' || bound.at_least || ' and at most ' || bound.at_most
    end || ' of ' || bound.forces || ' forces' || bound.says || '; ' || bound.known
        || iif(bound.grade_id is null, iif(bound.known = 1, ' is', ' are') || ' known by name', ' known by name')
        || iif(doubtful.forces > 0, ', not counting ' || doubtful.forces || ' by a doubtful grade', '')
        as text) as says,
    cast(nullif(coalesce(earlier_published.documents || iif(later_published.documents is null, '', ','), '')
        || coalesce(later_published.documents, ''), '') as text) as published_in,
    topic.label as topic,
    earlier_framework.label as earlier_framework,
    earlier_framework.year as earlier_year,
    later_framework.label as framework,
    later_framework.year,
    bound.topic_id,
    bound.earlier_framework_id,
    bound.later_framework_id as framework_id,
    bound.earlier_question_id,
    bound.later_question_id as question_id,
    bound.grade_id
from bound
join topic on topic.id = bound.topic_id
join framework as later_framework on later_framework.id = bound.later_framework_id
left join framework as earlier_framework on earlier_framework.id = bound.earlier_framework_id
left join doubtful
    on doubtful.later_question_id = bound.later_question_id
    and doubtful.earlier_question_id is bound.earlier_question_id
    and doubtful.what = bound.outcome
left join published as earlier_published on earlier_published.question_id = bound.earlier_question_id
left join published as later_published on later_published.question_id = bound.later_question_id
order by
    later_framework.position desc, earlier_framework.position desc, topic.position,
    bound.later_question_id, bound.earlier_question_id, bound.turn;
