-- What was each force's grade on a question of a round, and what was its value on a statistic of the same
-- time? It sets the two side by side and says nothing about causes.
create view grade_and_number as
select
    statistic_of_round.framework,
    statistic_of_round.year,
    grade_cell.question,
    statistic_of_round.statistic,
    statistic_of_round.period,
    grade_cell.force,
    grade_cell.grade,
    statistic_number.value,
    statistic_of_round.unit,
    cast(statistic_number.band is not null as integer) as counted,
    cast(iif(statistic_number.band is null, (
        select statistic_small_base.not_ranked_because
        from statistic_small_base
        where
            statistic_small_base.statistic_id = statistic_number.statistic_id
            and statistic_small_base.area_id = grade_cell.force_id
    ), null) as text) as not_counted_because,
    grade_cell.carried_over_from,
    grade_cell.carried_over_from_year,
    grade_cell.doubtful,
    cast(case
        when statistic_of_round.period_end < inspection_date.published_from then 'before'
        when statistic_of_round.period_end >= inspection_date.published_to then 'after'
        else 'not known'
    end as text) as ends_before_report,
    grade_cell.symbol,
    scale_grade.rank as grade_rank,
    statistic_of_round.period_end,
    statistic_of_round.framework_id,
    grade_cell.question_id,
    grade_cell.topic_id,
    statistic_of_round.statistic_id,
    statistic_of_round.period_id,
    grade_cell.grade_id,
    grade_cell.force_id,
    grade_cell.inspection_id
from statistic_of_round
cross join grade_cell
    on grade_cell.framework_id = statistic_of_round.framework_id
    and grade_cell.status in ('graded', 'carried over')
cross join reporting_area on reporting_area.area_id = grade_cell.force_id
cross join statistic_number
    on statistic_number.statistic_id = statistic_of_round.statistic_id
    and statistic_number.period_id = statistic_of_round.period_id
    and statistic_number.area_number = reporting_area.number
join framework on framework.id = statistic_of_round.framework_id
join scale_grade on scale_grade.scale_id = framework.scale_id and scale_grade.grade_id = grade_cell.grade_id
left join inspection_date on inspection_date.inspection_id = grade_cell.inspection_id
order by
    statistic_of_round.framework_id, grade_cell.question_id, statistic_of_round.statistic_id,
    statistic_of_round.period_id, grade_cell.force_id;
