-- What is each statistic, what was counted and what was it set against, and where does each force
-- stand among the forces? The top and the bottom quarter are one of the highest and one of the lowest,
-- all others broadly in line, as the inspectorate has it for outcomes; forces that share a value are
-- in a band only if all of them fit. A force whose base is too small for a statistic
-- (statistic_small_base) is not ranked on it. Years without an estimate of their base are left out. The
-- build stores the answer in statistic_number.
create view statistic_computed as
with base as (
    -- The population as it was when rates were first printed goes before the revised one.
    select
        rate_base.*,
        row_number() over (
            partition by base, area_number, year
            order by (rate_base.edition = 'implied') desc, edition_day desc, dataset_id
        ) as choice
    from rate_base
    join dataset_detail using (dataset_id, dataset_number)
),
edition_of_period as materialized (
    select
        dataset_detail.dataset_number,
        period.id as period_id,
        period.end_day as period_end,
        dataset_detail.edition_day,
        dataset_detail.source_kind_id <> dataset_detail.series_id as is_by_quarter,
        dataset_of_period.dataset_number is not null as counts
    from dataset_detail
    join period
        on period.months = 12
        and period.start_day >= dataset_detail.period_start
        and period.end_day <= dataset_detail.period_end
    left join dataset_of_period
        on dataset_of_period.dataset_number = dataset_detail.dataset_number
        and dataset_of_period.period_id = period.id
),
crime as materialized (
    select
        number.*,
        edition_of_period.period_end,
        edition_of_period.edition_day,
        edition_of_period.is_by_quarter,
        edition_of_period.counts,
        -- 2016063012 is the 12 months to 30 June 2016, and 1000000 less those a year before.
        sum(number.offences) over (
            partition by number.dataset_number, number.group_number, number.area_number
            order by number.period_id
            range between 1000000 preceding and 1000000 preceding
        ) as offences_before
    from (
        select dataset_number, group_number, period_id, area_number, offences from recorded_crime
        union all
        select dataset_number, group_number, period_id, area_number, offences from recorded_crime_sum
    ) as number
    join edition_of_period
        on edition_of_period.dataset_number = number.dataset_number
        and edition_of_period.period_id = number.period_id
    where number.group_number in (select group_number from statistic where group_number is not null)
),
counted as (
    select
        statistic.id as statistic_id,
        crime.area_number,
        crime.period_id,
        crime.offences as number,
        crime.dataset_number
    from statistic
    join crime
        on crime.group_number = statistic.group_number
        and crime.counts
        and (statistic.counted_until is null or crime.period_end <= statistic.counted_until)
    where statistic.kind = 'rate'
    union all
    select
        statistic.id,
        asb_incident_detail.area_number,
        asb_incident_detail.period_id,
        asb_incident_detail.incidents,
        asb_incident_detail.dataset_number
    from statistic
    join asb_incident_detail
    join dataset_of_period
        on dataset_of_period.dataset_number = asb_incident_detail.dataset_number
        and dataset_of_period.period_id = asb_incident_detail.period_id
    where
        statistic.kind = 'rate'
        and statistic.group_number is null
        and asb_incident_detail.incidents is not null
),
-- Two years are compared in one edition: the newest that has both.
pair as (
    select
        crime.*,
        row_number() over (
            partition by group_number, area_number, period_id
            order by edition_day desc, is_by_quarter, dataset_number
        ) as choice
    from crime
    where offences_before is not null
),
worked_out as (
    select
        counted.statistic_id,
        counted.area_number,
        counted.period_id,
        1000.0 * counted.number / base.number as value,
        counted.number as numerator,
        base.number as denominator,
        base.base || ', mid-' || base.year || ', ' || base.edition_label as denominator_is,
        base.year as base_year,
        base.edition as base_edition,
        counted.dataset_number,
        base.dataset_number as base_dataset_number
    from counted
    join statistic on statistic.id = counted.statistic_id
    join period on period.id = counted.period_id
    join base
        on base.base = statistic.base
        and base.area_number = counted.area_number
        and base.year = cast(substr(period.end_day, 1, 4) as integer) - statistic.base_years_before
        and base.choice = 1
    union all
    select
        statistic.id,
        pair.area_number,
        pair.period_id,
        100.0 * (pair.offences - pair.offences_before) / nullif(pair.offences_before, 0),
        pair.offences,
        pair.offences_before,
        'the ' || period.label,
        null,
        null,
        pair.dataset_number,
        pair.dataset_number
    from statistic
    join pair on pair.group_number = statistic.group_number and pair.choice = 1
    join period on period.id = pair.period_id - 1000000
    where statistic.kind = 'change'
    union all
    select
        statistic.id,
        crime_outcome_share.area_number,
        crime_outcome_share.period_id,
        100.0 * crime_outcome_share.offences / nullif(crime_outcome_share.all_offences, 0),
        crime_outcome_share.offences,
        crime_outcome_share.all_offences,
        'all offences recorded in the ' || crime_outcome_share.period,
        null,
        null,
        crime_outcome_share.dataset_number,
        crime_outcome_share.dataset_number
    from statistic
    join crime_outcome_share on crime_outcome_share.outcome_number = statistic.outcome_number
    where statistic.kind = 'share'
),
of_forces as (
    select
        worked_out.statistic_id,
        worked_out.period_id,
        worked_out.area_number,
        count(*) over (partition by statistic_id, period_id) as forces,
        rank() over (partition by statistic_id, period_id order by value desc) as rank_from_highest,
        count(*) over (
            partition by statistic_id, period_id
            order by value desc
            range between unbounded preceding and current row
        ) as forces_as_high,
        count(*) over (
            partition by statistic_id, period_id
            order by value
            range between unbounded preceding and current row
        ) as forces_as_low
    from worked_out
    join reporting_area on reporting_area.number = worked_out.area_number
    join area on area.id = reporting_area.area_id
    where
        area.kind = 'force'
        and worked_out.value is not null
        and not exists (
            select 1
            from statistic_small_base
            where
                statistic_small_base.statistic_id = worked_out.statistic_id
                and statistic_small_base.area_id = area.id
        )
)
select
    worked_out.statistic_id,
    worked_out.period_id,
    worked_out.area_number,
    cast(worked_out.value as real) as value,
    worked_out.numerator,
    worked_out.denominator,
    cast(worked_out.denominator_is as text) as denominator_is,
    worked_out.base_year,
    worked_out.base_edition,
    worked_out.dataset_number,
    worked_out.base_dataset_number,
    cast(of_forces.forces as integer) as forces,
    cast(of_forces.rank_from_highest as integer) as rank_from_highest,
    cast(case
        when of_forces.forces_as_high * 4 <= of_forces.forces then 'one of the highest'
        when of_forces.forces_as_low * 4 <= of_forces.forces then 'one of the lowest'
        when of_forces.forces is not null then 'broadly in line'
    end as text) as band
from worked_out
left join of_forces
    on of_forces.statistic_id = worked_out.statistic_id
    and of_forces.period_id = worked_out.period_id
    and of_forces.area_number = worked_out.area_number
where worked_out.value is not null
order by worked_out.statistic_id, worked_out.period_id, worked_out.area_number;
