-- In how many forces did recorded crime rise, of how many, for the times that reports state?
create view recomputed_forces_risen as
select
    span.measure_id,
    cast('all-forces' as text) as area_id,
    span.period_start,
    span.period_end,
    span.baseline_start,
    span.baseline_end,
    cast(sum(later.offences > earlier.offences) as real) as value,
    cast(sum(later.offences > earlier.offences) as integer) as numerator,
    cast(count(*) as integer) as denominator,
    cast(0 as integer) as denominator_rounding,
    cast(null as text) as numerator_key,
    cast(null as text) as denominator_key,
    span.method_id,
    span.basis_id,
    rule.id as rule_id,
    later.dataset_id,
    cast(null as text) as base_dataset_id
from recomputation_span as span
join recomputation_rule as rule on rule.id = span.rule_id and rule.method_id = 'forces-risen'
join recomputation_crime as later
    on later.group_id = rule.offence_group_id
    and later.period_end = span.period_end
join force on force.area_id = later.area_id
join recomputation_crime as earlier
    on earlier.dataset_id = later.dataset_id
    and earlier.group_id = later.group_id
    and earlier.area_id = later.area_id
    and earlier.period_end = span.baseline_end
group by span.rule_id, span.period_end, span.baseline_end, later.dataset_id
order by span.measure_id, span.period_end, span.baseline_end, rule.id, later.dataset_id;
