-- How many crimes or incidents of anti-social behaviour for each 1,000 people or households, of every
-- force and of England and Wales, for the times that reports state; by population of one year and
-- edition or another, with and without British Transport Police?
create view recomputed_rate as
with base as (
    -- Where several editions have the same number, the newest of them.
    select
        rate_base.*,
        row_number() over (
            partition by
                rate_base.base, rate_base.area_id, rate_base.year, rate_base.edition, rate_base.number
            order by dataset_detail.edition_day desc, rate_base.dataset_id
        ) as choice
    from rate_base
    join dataset_detail on dataset_detail.dataset_id = rate_base.dataset_id
),
counted as (
    select
        rule.id as rule_id,
        crime.area_id,
        crime.period_end,
        cast(crime.offences + coalesce(transport_police.offences, 0) as integer) as number,
        crime.group_id || ' to ' || crime.period_end
        || case when rule.transport_police is null then '' else ' with transport police' end as key,
        crime.dataset_id
    from recomputation_rule as rule
    join recomputation_crime as crime
        on crime.group_id = rule.offence_group_id
        and crime.area_kind in ('force', 'country')
        and crime.area_kind = coalesce(rule.area_kind, crime.area_kind)
    left join recomputation_crime as transport_police
        on rule.transport_police is not null
        and transport_police.dataset_id = crime.dataset_id
        and transport_police.group_id = crime.group_id
        and transport_police.period_end = crime.period_end
        and transport_police.area_id = 'british-transport-police'
    where
        rule.method_id in ('population-rate', 'household-rate')
        and (rule.transport_police is null or transport_police.offences is not null)
    union all
    select
        rule.id,
        asb_incident_detail.area_id,
        asb_incident_detail.period_end,
        asb_incident_detail.incidents,
        'incidents to ' || asb_incident_detail.period_end,
        asb_incident_detail.dataset_id
    from recomputation_rule as rule
    join asb_incident_detail
    where
        rule.method_id = 'asb-rate'
        and asb_incident_detail.incidents is not null
        and asb_incident_detail.area_kind in ('force', 'country')
        and asb_incident_detail.area_id <> 'england-and-wales-and-btp'
)
select
    span.measure_id,
    counted.area_id,
    span.period_start,
    span.period_end,
    cast(null as text) as baseline_start,
    cast(null as text) as baseline_end,
    cast(1000.0 * counted.number / nullif(base.number, 0) as real) as value,
    counted.number as numerator,
    base.number as denominator,
    base.rounding as denominator_rounding,
    cast(counted.key as text) as numerator_key,
    cast(null as text) as denominator_key,
    span.method_id,
    span.basis_id,
    span.rule_id,
    counted.dataset_id,
    base.dataset_id as base_dataset_id
from recomputation_span as span
join recomputation_rule as rule on rule.id = span.rule_id
join counted on counted.rule_id = span.rule_id and counted.period_end = span.period_end
join base
    on base.base = iif(rule.method_id = 'household-rate', 'household', 'population')
    and base.area_id = counted.area_id
    and base.year = cast(substr(span.period_end, 1, 4) as integer) - rule.base_years_before
    and base.edition = coalesce(rule.population_edition, 'revised')
    and base.choice = 1
order by
    span.measure_id, span.period_end, counted.area_id, span.rule_id, counted.dataset_id,
    base.dataset_id;
