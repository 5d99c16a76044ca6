-- How many crimes for each 1,000 people, of every force and of England and Wales, for the
-- times that reports state; by population of one year and edition or another, with and
-- without British Transport Police.
create view recomputed_population_rate as
select
    span.measure_id,
    crime.area_id,
    span.period_start,
    span.period_end,
    cast(null as text) as baseline_start,
    cast(null as text) as baseline_end,
    cast(1000.0 * (crime.offences + coalesce(transport_police.offences, 0))
        / nullif(population_edition.people, 0) as real) as value,
    cast(crime.offences + coalesce(transport_police.offences, 0) as integer) as numerator,
    population_edition.people as denominator,
    -- Estimates are printed to the nearest hundred; those implied by rates are exact.
    cast(
        case population_edition.edition when 'revised' then 50 else 0 end as integer
    ) as denominator_rounding,
    cast(crime.group_id || ' to ' || span.period_end
        || case when rule.transport_police is null then '' else ' with transport police' end as text) as numerator_key,
    cast(null as text) as denominator_key,
    span.method_id,
    span.basis_id,
    rule.id as rule_id,
    crime.dataset_id,
    population_edition.dataset_id as base_dataset_id
from recomputation_span as span
join recomputation_rule as rule on rule.id = span.rule_id and rule.method_id = 'population-rate'
join recomputation_crime as crime
    on crime.group_id = rule.offence_group_id
    and crime.period_end = span.period_end
    and crime.area_kind in ('force', 'country')
    and crime.area_kind = coalesce(rule.area_kind, crime.area_kind)
left join recomputation_crime as transport_police
    on rule.transport_police is not null
    and transport_police.dataset_id = crime.dataset_id
    and transport_police.group_id = crime.group_id
    and transport_police.period_end = crime.period_end
    and transport_police.area_id = 'british-transport-police'
join population_edition
    on population_edition.area_id = crime.area_id
    and population_edition.year = cast(substr(span.period_end, 1, 4) as integer) - rule.base_years_before
    and population_edition.edition = rule.population_edition
where rule.transport_police is null or transport_police.offences is not null
order by span.measure_id, span.period_end, crime.area_id, rule.id, crime.dataset_id;
