-- How many crimes for each 1,000 households, of every force and of England and Wales, for
-- the times that reports state?
create view recomputed_household_rate as
select
    span.measure_id,
    crime.area_id,
    span.period_start,
    span.period_end,
    cast(null as text) as baseline_start,
    cast(null as text) as baseline_end,
    cast(1000.0 * crime.offences / nullif(household_detail.households, 0) as real) as value,
    crime.offences as numerator,
    household_detail.households as denominator,
    cast(50 as integer) as denominator_rounding,
    cast(crime.group_id || ' to ' || span.period_end as text) as numerator_key,
    cast(null as text) as denominator_key,
    span.method_id,
    span.basis_id,
    rule.id as rule_id,
    crime.dataset_id,
    household_detail.dataset_id as base_dataset_id
from recomputation_span as span
join recomputation_rule as rule on rule.id = span.rule_id and rule.method_id = 'household-rate'
join recomputation_crime as crime
    on crime.group_id = rule.offence_group_id
    and crime.period_end = span.period_end
    and crime.area_kind in ('force', 'country')
    and crime.area_kind = coalesce(rule.area_kind, crime.area_kind)
join household_detail
    on household_detail.area_id = crime.area_id
    and household_detail.year = cast(substr(span.period_end, 1, 4) as integer) - rule.base_years_before
order by span.measure_id, span.period_end, crime.area_id, rule.id, crime.dataset_id;
