-- How many incidents of anti-social behaviour for each 1,000 people, of every force and of
-- England and Wales, for the times that reports state?
create view recomputed_asb_rate as
select
    span.measure_id,
    asb.area_id,
    span.period_start,
    span.period_end,
    cast(null as text) as baseline_start,
    cast(null as text) as baseline_end,
    cast(1000.0 * asb.incidents / nullif(population_edition.people, 0) as real) as value,
    asb.incidents as numerator,
    population_edition.people as denominator,
    cast(
        case population_edition.edition when 'revised' then 50 else 0 end as integer
    ) as denominator_rounding,
    cast('incidents to ' || span.period_end as text) as numerator_key,
    cast(null as text) as denominator_key,
    span.method_id,
    span.basis_id,
    rule.id as rule_id,
    asb.dataset_id,
    population_edition.dataset_id as base_dataset_id
from recomputation_span as span
join recomputation_rule as rule on rule.id = span.rule_id and rule.method_id = 'asb-rate'
join asb_incident_detail as asb
    on asb.period_end = span.period_end
    and asb.incidents is not null
    and asb.area_kind in ('force', 'country')
    and asb.area_id <> 'england-and-wales-and-btp'
join population_edition
    on population_edition.area_id = asb.area_id
    and population_edition.year = cast(substr(span.period_end, 1, 4) as integer) - rule.base_years_before
    and population_edition.edition = rule.population_edition
order by span.measure_id, span.period_end, asb.area_id, rule.id, asb.dataset_id;
