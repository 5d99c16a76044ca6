-- How many forces can have got better or worse on a question between two years, given the grades
-- that are known and the totals that others have published? docs/grades.md derives the bounds and
-- names the groups of forces: k for a known grade and u for an unknown one, earlier and later.
create view grade_change_bound as
with cell as materialized (
    -- A force that has no grade has the rank null and is not unknown.
    select
        grade_cell.force_id,
        grade_cell.question_id,
        grade_cell.status = 'not found'
            or (grade_cell.status in ('graded', 'carried over') and coalesce(grade_cell.doubtful, 0))
            as unknown,
        iif(
            grade_cell.status in ('graded', 'carried over') and not coalesce(grade_cell.doubtful, 0),
            scale_grade.rank, null
        ) as rank,
        origin.position as origin_position
    from grade_cell
    join framework on framework.id = grade_cell.framework_id
    left join scale_grade
        on scale_grade.scale_id = framework.scale_id and scale_grade.grade_id = grade_cell.grade_id
    left join framework as origin on origin.label = grade_cell.carried_over_from
),
steps as materialized (
    select
        question_id,
        grade_rank,
        missing,
        published is not null as is_published,
        unknown,
        max(grade_rank) over (partition by question_id) as lowest
    from grade_count_bound
),
-- Getting better is getting worse on the scale read from the other end.
way(change) as (values ('better'), ('worse')),
-- Forces with the same two grades count together.
pair as materialized (
    select
        count(*) as forces,
        question_lineage.earlier_question_id,
        question_lineage.later_question_id,
        way.change,
        earlier.unknown as earlier_unknown,
        later.unknown as later_unknown,
        iif(way.change = 'worse', earlier.rank, lowest.rank + 1 - earlier.rank) as x,
        -- A grade carried over from the earlier year or before is no second grade.
        case
            when later.origin_position <= earlier_framework.position then null
            when way.change = 'worse' then later.rank
            else lowest.rank + 1 - later.rank
        end as y
    from question_lineage
    join way on true
    join framework as earlier_framework on earlier_framework.id = question_lineage.earlier_framework_id
    join (select question_id, max(lowest) as rank from steps group by question_id) as lowest
        on lowest.question_id = question_lineage.later_question_id
    join cell as later on later.question_id = question_lineage.later_question_id
    join cell as earlier
        on earlier.question_id = question_lineage.earlier_question_id and earlier.force_id = later.force_id
    where
        question_lineage.comparable
        and exists (select 1 from steps where steps.question_id = question_lineage.earlier_question_id)
    group by
        question_lineage.earlier_question_id, question_lineage.later_question_id, way.change,
        earlier_unknown, later_unknown, x, y
),
totals as (
    select
        earlier_question_id,
        later_question_id,
        change,
        sum(forces) as forces,
        sum(forces * (not earlier_unknown and not later_unknown and x is not null and y is not null)) as kk,
        sum(forces * (not earlier_unknown and not later_unknown and coalesce(y > x, 0))) as moved,
        sum(forces * (not earlier_unknown and later_unknown and x is not null)) as ku,
        sum(forces * (not earlier_unknown and later_unknown and x is null)) as nu,
        sum(forces * (earlier_unknown and not later_unknown and y is not null)) as uk,
        sum(forces * (earlier_unknown and later_unknown)) as uu
    from pair
    group by earlier_question_id, later_question_id, change
),
threshold(t) as (
    -- One below and one above the steps of any scale, for bounds that leave a group out.
    select -1 union select 0 union select rank from scale_grade where rank is not null
    union select max(rank) + 1 from scale_grade
),
-- Of the unknown grades of a question, how many at least are above and up to a threshold?
margin as materialized (
    select
        steps.question_id,
        way.change,
        threshold.t,
        max(steps.unknown) as unknown,
        sum(iif(oriented.rank <= threshold.t, steps.missing, 0)) as up_to,
        sum(iif(oriented.rank < threshold.t, steps.missing, 0)) as below,
        sum(iif(oriented.rank > threshold.t, steps.missing, 0)) as above,
        min(steps.is_published or oriented.rank <= threshold.t) as above_published,
        min(steps.is_published or oriented.rank >= threshold.t) as below_published,
        sum(steps.missing) as missing
    from steps
    join way on true
    join (
        select
            steps.question_id, steps.grade_rank, way.change,
            iif(way.change = 'worse', steps.grade_rank, steps.lowest + 1 - steps.grade_rank) as rank
        from steps join way on true
    ) as oriented
        on oriented.question_id = steps.question_id
        and oriented.grade_rank = steps.grade_rank
        and oriented.change = way.change
    join threshold on true
    group by steps.question_id, way.change, threshold.t
),
-- What each group of forces adds to a bound at a threshold.
part as materialized (
    select
        totals.earlier_question_id,
        totals.later_question_id,
        totals.change,
        threshold.t,
        totals.uu,
        sum(pair.forces * (pair.earlier_unknown and not pair.later_unknown and coalesce(pair.y > threshold.t, 0)))
            - min(totals.uk + totals.uu, earlier.unknown - earlier.up_to) as moved_from_unknown,
        later.above
            - sum(pair.forces * (not pair.earlier_unknown and pair.later_unknown and coalesce(pair.x > threshold.t, 1)))
            as moved_to_unknown,
        max(
            0,
            max(later.up_to, iif(later.above_published, later.unknown - later.above, 0)) - totals.nu
        ) - sum(pair.forces * (not pair.earlier_unknown and pair.later_unknown and coalesce(pair.x < threshold.t, 0)))
            as not_moved_to_unknown,
        sum(pair.forces * (pair.earlier_unknown and not pair.later_unknown and coalesce(pair.y <= threshold.t, 0)))
            - min(
                totals.uk + totals.uu,
                earlier.unknown - (earlier.missing - earlier.below),
                iif(earlier.below_published, earlier.below, earlier.unknown)
            ) as not_moved_from_unknown
    from totals
    join threshold on true
    join pair
        on pair.earlier_question_id = totals.earlier_question_id
        and pair.later_question_id = totals.later_question_id
        and pair.change = totals.change
    join margin as earlier
        on earlier.question_id = totals.earlier_question_id
        and earlier.change = totals.change and earlier.t = threshold.t
    join margin as later
        on later.question_id = totals.later_question_id
        and later.change = totals.change and later.t = threshold.t
    group by totals.earlier_question_id, totals.later_question_id, totals.change, threshold.t
),
limits as (
    select min(t) as lowest, max(t) as highest from threshold
),
bound as (
    select
        one.earlier_question_id,
        one.later_question_id,
        one.change,
        max(
            iif(other.t = limits.highest, 0, other.moved_from_unknown)
            + iif(one.t = limits.highest, 0, one.moved_to_unknown)
            - iif(one.t < other.t, one.uu, 0)
        ) as moved_at_least,
        max(
            iif(other.t = limits.lowest, 0, other.not_moved_from_unknown)
            + iif(one.t = limits.lowest, 0, one.not_moved_to_unknown)
            - iif(one.t > other.t, one.uu, 0)
        ) as not_moved_at_least
    from part as one
    join part as other
        on other.earlier_question_id = one.earlier_question_id
        and other.later_question_id = one.later_question_id and other.change = one.change
    join limits on true
    group by one.earlier_question_id, one.later_question_id, one.change
)
select
    topic.label as topic,
    earlier_framework.label as earlier_framework,
    earlier_framework.year as earlier_year,
    later_framework.label as later_framework,
    later_framework.year as later_year,
    cast(totals.change as text) as change,
    cast(totals.kk as integer) as compared,
    cast(totals.moved as integer) as known,
    cast(totals.moved + max(0, bound.moved_at_least) as integer) as at_least,
    cast(
        totals.moved + totals.ku + totals.uk + totals.uu - max(0, bound.not_moved_at_least) as integer
    ) as at_most,
    cast(totals.moved + totals.ku + totals.uk + totals.uu as integer) as possible,
    cast(totals.forces as integer) as forces,
    later.topic_id,
    earlier.framework_id as earlier_framework_id,
    later.framework_id as later_framework_id,
    totals.earlier_question_id,
    totals.later_question_id
from totals
join bound
    on bound.earlier_question_id = totals.earlier_question_id
    and bound.later_question_id = totals.later_question_id and bound.change = totals.change
join question as earlier on earlier.id = totals.earlier_question_id
join question as later on later.id = totals.later_question_id
join topic on topic.id = later.topic_id
join framework as earlier_framework on earlier_framework.id = earlier.framework_id
join framework as later_framework on later_framework.id = later.framework_id
order by
    topic.position, later_framework.position desc, earlier_framework.position desc,
    totals.earlier_question_id, totals.later_question_id, totals.change;
