-- How do the numbers of the forces differ by grade? With n, median, quartiles and range of the forces that
-- are counted. A quartile lies between two values in proportion (the inclusive method, as QUARTILE.INC
-- of a spreadsheet); of fewer than four forces there is none.
create view grade_number_summary as
with placed as (
    select
        grade_and_number.*,
        row_number() over (
            partition by framework_id, question_id, statistic_id, period_id, grade_id order by value, force_id
        ) - 1 as place,
        count(*) over (partition by framework_id, question_id, statistic_id, period_id, grade_id) - 1 as last
    from grade_and_number
    where counted
),
weighted as (
    -- A quartile is at a quarter, half or three quarters of the way from the first to the last place.
    select
        placed.*,
        max(0, 1 - abs(place - last * 0.25)) as at_quarter,
        max(0, 1 - abs(place - last * 0.5)) as at_half,
        max(0, 1 - abs(place - last * 0.75)) as at_three_quarters
    from placed
    order by framework_id, question_id, statistic_id, period_id, grade_id, place
)
select
    framework,
    year,
    question,
    statistic,
    period,
    grade,
    cast(count(*) as integer) as forces,
    cast(round(min(value), 2) as real) as lowest,
    cast(iif(count(*) >= 4, round(sum(value * at_quarter), 2), null) as real) as lower_quartile,
    cast(round(sum(value * at_half), 2) as real) as median,
    cast(iif(count(*) >= 4, round(sum(value * at_three_quarters), 2), null) as real) as upper_quartile,
    cast(round(max(value), 2) as real) as highest,
    unit,
    cast(sum(carried_over_from is not null) as integer) as forces_carried_over,
    cast(sum(coalesce(doubtful, 0)) as integer) as forces_doubtful,
    cast(sum(ends_before_report <> 'before') as integer) as forces_not_ended_before,
    cast(group_concat(force, ', ') as text) as force_names,
    symbol,
    grade_rank,
    period_end,
    framework_id,
    question_id,
    topic_id,
    statistic_id,
    period_id,
    grade_id
from weighted
group by framework_id, question_id, statistic_id, period_id, grade_id
order by framework_id, question_id, statistic_id, period_id, grade_rank;
