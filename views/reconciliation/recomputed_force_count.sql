-- For how many territorial forces are crimes published?
create view recomputed_force_count as
select
    span.measure_id,
    cast('all-forces' as text) as area_id,
    span.period_start,
    span.period_end,
    cast(null as text) as baseline_start,
    cast(null as text) as baseline_end,
    cast(count(distinct crime.area_id) as real) as value,
    cast(count(distinct crime.area_id) as integer) as numerator,
    cast(null as integer) as denominator,
    cast(0 as integer) as denominator_rounding,
    span.method_id,
    span.basis_id,
    rule.id as rule_id,
    crime.dataset_id,
    cast(null as text) as base_dataset_id
from recomputation_span as span
join recomputation_rule as rule on rule.id = span.rule_id and rule.method_id = 'force-count'
join recomputation_crime as crime
    on crime.group_id = rule.offence_group_id
join force on force.area_id = crime.area_id
group by span.rule_id, span.period_end, crime.dataset_id
order by span.measure_id, rule.id, crime.dataset_id;
