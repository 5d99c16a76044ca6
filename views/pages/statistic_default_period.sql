-- Of which 12 months is each statistic shown where nobody chooses? Of the latest that a report
-- states a value of, so that the two stand side by side; of a statistic of which no report has
-- a value, of the latest that is held.
create view statistic_default_period as
select
    statistic_number.statistic_id,
    statistic.label as statistic,
    statistic.measure_id,
    cast(coalesce(
        max(period.end_day) filter (
            where exists (
                select 1 from observation
                where observation.measure_id = statistic.measure_id
                    and observation.period_end = period.end_day
            )
        ),
        max(period.end_day)
    ) as text) as period_end
from statistic_number
join statistic on statistic.id = statistic_number.statistic_id
join period on period.id = statistic_number.period_id
where statistic_number.band is not null
group by statistic_number.statistic_id
order by statistic_number.statistic_id;
