-- Which statistics may be set beside the grades of a round, and of which 12 months? Those that end no more
-- than a year before its first known report came out, and no more than three months after its last.
create view statistic_of_round as
with round as (
    select
        framework_id,
        min(published_from) as first_report,
        max(published_to) as last_report
    from publication
    group by framework_id
),
worked_out as (
    select statistic_id, period_id, max(forces) as forces
    from statistic_number
    where band is not null
    group by statistic_id, period_id
)
select
    framework.label as framework,
    framework.year,
    statistic.label as statistic,
    period.label as period,
    unit.label as unit,
    cast(worked_out.forces as integer) as forces,
    cast(period.end_day < round.first_report as integer) as ends_before_reports,
    cast(round.first_report as text) as first_report,
    cast(round.last_report as text) as last_report,
    period.end_day as period_end,
    round.framework_id,
    worked_out.statistic_id,
    worked_out.period_id
from round
join framework on framework.id = round.framework_id
join period
    on period.months = 12
    and period.end_day between date(round.first_report, '-1 year') and date(round.last_report, '+3 months')
join worked_out on worked_out.period_id = period.id
join statistic on statistic.id = worked_out.statistic_id
join unit on unit.id = statistic.unit_id
order by framework.position, worked_out.statistic_id, period.end_day;
