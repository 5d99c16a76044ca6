-- Which share of the offences recorded in 12 months had which outcome when the data were
-- taken, by force and for all forces together? Any 12 months of four quarters that are held;
-- England and Wales is total over total.
create view crime_outcome_share as
with by_year as (
    select
        quarter_of_year.period_id as period_id,
        max(crime_outcome_sum.dataset_number) as dataset_number,
        crime_outcome_sum.area_number,
        crime_outcome_sum.outcome_number,
        sum(crime_outcome_sum.offences) as offences
    from quarter_of_year
    join dataset_of_period
        on dataset_of_period.period_id = quarter_of_year.quarter_id
        and dataset_of_period.source_kind_id = 'crime-outcomes'
    join crime_outcome_sum
        on crime_outcome_sum.dataset_number = dataset_of_period.dataset_number
        and crime_outcome_sum.period_id = quarter_of_year.quarter_id
    group by
        quarter_of_year.period_id, crime_outcome_sum.area_number, crime_outcome_sum.outcome_number
    having count(crime_outcome_sum.offences) = 4
),
shared as (
    select
        by_year.*,
        sum(offences) over (partition by period_id, area_number) as all_offences
    from by_year
)
select
    area.name as area,
    period.label as period,
    shared.outcome_number,
    outcome_code.label as outcome,
    cast(
        round(100.0 * shared.offences / nullif(shared.all_offences, 0), 2) as real
    ) as share_percent,
    cast(shared.offences as integer) as offences,
    cast(shared.all_offences as integer) as all_offences,
    outcome_code.outcome_group,
    area.kind as area_kind,
    period.start_day as period_start,
    period.end_day as period_end,
    area.id as area_id,
    dataset.id as dataset_id,
    cast(shared.dataset_number as integer) as dataset_number,
    shared.period_id,
    shared.area_number
from shared
join dataset on dataset.number = shared.dataset_number
join period on period.id = shared.period_id
join outcome_code on outcome_code.number = shared.outcome_number
join reporting_area on reporting_area.number = shared.area_number
join area on area.id = reporting_area.area_id
order by shared.period_id, shared.area_number, shared.outcome_number;
