-- What is each statistic in bare numbers: what was counted, what was it set against? Years
-- without an estimate of their base are left out. statistic_value has the same in words.
create view statistic_number as
with base as (
    -- The population as it was when rates were first printed goes before the revised one.
    select
        'population' as base,
        area_number,
        year,
        people as number,
        edition_label,
        edition,
        dataset_id,
        row_number() over (
            partition by area_number, year
            order by (edition = 'implied') desc, dataset_id desc
        ) as choice
    from population_edition
    union all
    select
        'household',
        area_number,
        year,
        households,
        'as revised, to the nearest 100 (table P10)',
        'revised',
        dataset_id,
        row_number() over (partition by area_number, year order by dataset_id desc)
    from household_detail
),
crime as (
    select recorded_crime_detail.*
    from recorded_crime_detail
    join dataset_of_period
        on dataset_of_period.dataset_number = recorded_crime_detail.dataset_number
        and dataset_of_period.period_id = recorded_crime_detail.period_id
    where
        recorded_crime_detail.group_number
            in (select group_number from statistic where group_number is not null)
),
counted as (
    select
        statistic.id as statistic_id,
        crime.area_number,
        crime.period_id,
        crime.offences as number,
        crime.dataset_id
    from statistic
    join crime on crime.group_number = statistic.group_number
    where statistic.kind = 'rate'
    union all
    select
        statistic.id,
        asb_incident_detail.area_number,
        asb_incident_detail.period_id,
        asb_incident_detail.incidents,
        asb_incident_detail.dataset_id
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
        counted.dataset_id,
        base.dataset_id as base_dataset_id
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
        crime.area_number,
        crime.period_id,
        100.0 * (crime.offences - before.offences) / nullif(before.offences, 0),
        crime.offences,
        before.offences,
        'the ' || before.period,
        null,
        null,
        crime.dataset_id,
        before.dataset_id
    from statistic
    join crime on crime.group_number = statistic.group_number
    join crime as before
        on before.group_number = crime.group_number
        and before.area_number = crime.area_number
        and before.period_end = date(crime.period_end, '-1 year')
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
        crime_outcome_share.dataset_id,
        crime_outcome_share.dataset_id
    from statistic
    join crime_outcome_share on crime_outcome_share.outcome_number = statistic.outcome_number
    where statistic.kind = 'share'
)
select * from worked_out
where value is not null
order by statistic_id, period_id, area_number;
