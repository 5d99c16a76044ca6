-- What share of the offences recorded has an outcome, in every force and in England and
-- Wales, for the times that reports state? Each offence is followed to its own outcome.
-- Forces that a report leaves out of a measure are left out of England and Wales. In every edition
-- that has the whole year and, where none has, by the newest edition of each quarter.
create view recomputed_outcome_share as
with span as (
    select distinct period_start, period_end from recomputation_span
    where method_id = 'outcome-share'
),
quarter(period_end, period_id) as (
    -- 2016063003 is the three months to 30 June 2016.
    select
        span.period_end,
        cast(
            strftime('%Y%m%d', span.period_start, '+' || months.number || ' months', '-1 day')
            || '03' as integer
        )
    from span
    join (
        select 3 as number union all select 6 union all select 9 union all select 12
    ) as months
),
held as (
    select quarter.period_end, quarter.period_id, dataset.number as dataset_number, dataset.id as source
    from quarter
    join dataset
        on dataset.source_kind_id = 'crime-outcomes'
        and dataset.number in (
            select dataset_number from crime_outcome_sum where period_id = quarter.period_id
        )
),
chosen as (
    select *
    from held
    where (
        select count(*) from held as other
        where other.period_end = held.period_end and other.dataset_number = held.dataset_number
    ) = 4
    union all
    select
        quarter.period_end, quarter.period_id, dataset_of_period.dataset_number, 'newest of each quarter'
    from quarter
    join dataset_of_period
        on dataset_of_period.source_kind_id = 'crime-outcomes'
        and dataset_of_period.period_id = quarter.period_id
    where (
        select count(distinct other.dataset_number)
        from quarter as every
        join dataset_of_period as other
            on other.source_kind_id = 'crime-outcomes' and other.period_id = every.period_id
        where every.period_end = quarter.period_end
    ) > 1
),
counted as (
    select
        chosen.source,
        dataset.id as dataset_id,
        chosen.period_end,
        crime_outcome.period_id,
        crime_outcome.area_number,
        crime_outcome.outcome_number,
        sum(crime_outcome.offences) as offences
    from chosen
    join dataset on dataset.number = chosen.dataset_number
    join crime_outcome
        on crime_outcome.dataset_number = chosen.dataset_number
        and crime_outcome.period_id = chosen.period_id
    group by 1, 2, 3, 4, 5, 6
),
complete as (
    select source, period_end, area_number
    from counted
    group by source, period_end, area_number
    having count(distinct period_id) = 4
),
year as (
    -- The quarters of a year may come in the files of two years.
    select
        counted.source,
        counted.period_end,
        reporting_area.area_id,
        counted.outcome_number,
        sum(counted.offences) as offences,
        max(counted.dataset_id) as dataset_id,
        min(counted.dataset_id) as first_dataset_id
    from counted
    join complete
        on complete.source = counted.source
        and complete.period_end = counted.period_end
        and complete.area_number = counted.area_number
    join reporting_area on reporting_area.number = counted.area_number
    group by counted.source, counted.period_end, reporting_area.area_id, counted.outcome_number
),
wanted as (
    select recomputation_rule.id as rule_id, outcome_code.number as outcome_number
    from recomputation_rule
    join measure on measure.id = recomputation_rule.measure_id
    join outcome_code
        on outcome_code.outcome_group = recomputation_rule.outcome_group
        or (recomputation_rule.outcome_group = 'any' and outcome_code.number > 0)
        or (
            recomputation_rule.outcome_group is null
            and outcome_code.outcome_type_id = measure.outcome_type_id
        )
    where recomputation_rule.method_id = 'outcome-share'
),
left_out as (
    select caveat_measure.measure_id, caveat_area.area_id
    from caveat
    join caveat_measure on caveat_measure.caveat_id = caveat.id
    join caveat_area on caveat_area.caveat_id = caveat.id
    where caveat.effect_id = 'left-out'
),
share as (
    select
        span.rule_id,
        span.measure_id,
        span.period_start,
        span.period_end,
        span.method_id,
        span.basis_id,
        year.source,
        year.area_id,
        sum(case when year.outcome_number in (
            select outcome_number from wanted where wanted.rule_id = span.rule_id
        ) then year.offences else 0 end) as numerator,
        sum(year.offences) as denominator,
        max(year.dataset_id) as dataset_id,
        min(year.first_dataset_id) as first_dataset_id
    from recomputation_span as span
    join year on year.period_end = span.period_end
    join force on force.area_id = year.area_id
    where span.method_id = 'outcome-share'
    group by span.rule_id, span.period_end, year.source, year.area_id
),
with_total as (
    select * from share
    union all
    select
        rule_id, measure_id, period_start, period_end, method_id, basis_id, source,
        'england-and-wales',
        sum(numerator),
        sum(denominator),
        max(dataset_id),
        min(first_dataset_id)
    from share
    where not exists (
        select 1 from left_out
        where left_out.measure_id = share.measure_id and left_out.area_id = share.area_id
    )
    group by rule_id, period_end, source
)
select
    measure_id,
    area_id,
    period_start,
    period_end,
    cast(null as text) as baseline_start,
    cast(null as text) as baseline_end,
    cast(100.0 * numerator / nullif(denominator, 0) as real) as value,
    cast(numerator as integer) as numerator,
    cast(denominator as integer) as denominator,
    cast(0 as integer) as denominator_rounding,
    cast(rule_id || ' to ' || period_end as text) as numerator_key,
    cast(null as text) as denominator_key,
    method_id,
    basis_id,
    rule_id,
    cast(dataset_id as text) as dataset_id,
    cast(nullif(first_dataset_id, dataset_id) as text) as base_dataset_id
from with_total
order by measure_id, period_end, area_id, rule_id, dataset_id, base_dataset_id;
