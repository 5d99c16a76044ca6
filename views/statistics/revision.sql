-- What does each edition of the statistics say of the same thing, and by how much does it differ from the
-- edition before? One row per thing counted, area, time and edition; only what more than one edition has.
-- Recorded crime is by 12 months, whether an edition gives these, quarters, or one year in a table.
create view revision as
with counted(what, what_id, area_number, period, period_end, count, dataset_number) as (
    select
        'Recorded crime: ' || offence_group.label,
        'recorded-crime/' || offence_group.id,
        crime.area_number,
        period.label,
        period.end_day,
        crime.offences,
        crime.dataset_number
    from (
        select dataset_number, group_number, period_id, area_number, offences from recorded_crime
        union all
        select dataset_number, group_number, period_id, area_number, offences from recorded_crime_sum
        union all
        select dataset_number, group_number, period_id, area_number, offences
        from recorded_crime_published
        where offences is not null
    ) as crime
    join offence_group on offence_group.number = crime.group_number
    join period on period.id = crime.period_id and period.months = 12
    union all
    select
        'Incidents of anti-social behaviour',
        'asb-incident',
        asb_incident.area_number,
        period.label,
        period.end_day,
        asb_incident.incidents,
        asb_incident.dataset_number
    from asb_incident
    join period on period.id = asb_incident.period_id
    where asb_incident.incidents is not null
    union all
    select
        'Offences with outcome ' || outcome_code.number || ': ' || outcome_code.label,
        'outcome/' || outcome_code.number,
        crime_outcome_sum.area_number,
        period.label,
        period.end_day,
        sum(crime_outcome_sum.offences),
        crime_outcome_sum.dataset_number
    from crime_outcome_sum
    join quarter_of_year on quarter_of_year.quarter_id = crime_outcome_sum.period_id
    join period on period.id = quarter_of_year.period_id
    join outcome_code on outcome_code.number = crime_outcome_sum.outcome_number
    group by
        crime_outcome_sum.dataset_number,
        quarter_of_year.period_id,
        crime_outcome_sum.area_number,
        crime_outcome_sum.outcome_number
    having count(crime_outcome_sum.offences) = 4
    union all
    select
        'Population', 'population', area_number, 'mid-' || year, year || '-06-30', people, dataset_number
    from population
    union all
    select
        'Households', 'household', area_number, 'mid-' || year, year || '-06-30', households, dataset_number
    from household
    union all
    select
        workforce_role.label || iif(workforce.headcount is null, ' (full-time equivalent)', ' (headcount)'),
        'workforce/' || workforce_role.id || iif(workforce.headcount is null, '/fte', '/headcount'),
        workforce.area_number,
        period.label,
        period.end_day,
        coalesce(workforce.headcount, workforce.full_time_equivalent),
        workforce.dataset_number
    from workforce
    join workforce_role on workforce_role.number = workforce.role_number
    join period on period.id = workforce.period_id
    where
        workforce.sex = 'all'
        and coalesce(workforce.headcount, workforce.full_time_equivalent) is not null
),
compared as (
    select
        counted.*,
        dataset_detail.title,
        dataset_detail.edition_day,
        dataset_detail.dataset_id,
        count(*) over same_thing as editions,
        lag(counted.count) over by_age as count_before,
        lead(counted.dataset_number) over by_age is null as is_newest
    from counted
    join dataset_detail on dataset_detail.dataset_number = counted.dataset_number
    window
        same_thing as (partition by counted.what_id, counted.area_number, counted.period),
        by_age as (
            partition by counted.what_id, counted.area_number, counted.period
            order by
                dataset_detail.edition_day,
                dataset_detail.source_kind_id = dataset_detail.series_id,
                counted.dataset_number desc
        )
)
select
    area.name as area,
    cast(compared.what as text) as what,
    cast(compared.period as text) as period,
    compared.title as edition,
    cast(round(compared.count, 2) as numeric) as count,
    cast(round(compared.count - compared.count_before, 2) as numeric) as difference,
    cast(
        round(100.0 * (compared.count - compared.count_before) / nullif(compared.count_before, 0), 3)
        as real
    ) as difference_percent,
    cast(compared.is_newest as integer) as newest_edition,
    cast(compared.editions as integer) as editions,
    compared.edition_day,
    cast(compared.period_end as text) as period_end,
    area.kind as area_kind,
    cast(compared.what_id as text) as what_id,
    area.id as area_id,
    compared.dataset_id
from compared
join reporting_area on reporting_area.number = compared.area_number
join area on area.id = reporting_area.area_id
where compared.editions > 1
order by compared.what_id, compared.period_end, compared.area_number, compared.edition_day, compared.dataset_id;
