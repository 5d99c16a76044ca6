-- By how much did the rate of anti-social behaviour incidents change as its publisher prints
-- it, each year over a population of its own?
create view recomputed_asb_rate_change as
select
    span.measure_id,
    later.area_id,
    span.period_start,
    span.period_end,
    span.baseline_start,
    span.baseline_end,
    cast(
        100.0 * later.rate_per_1000_population / nullif(earlier.rate_per_1000_population, 0) - 100 as real
    )
        as value,
    later.rate_per_1000_population as numerator,
    earlier.rate_per_1000_population as denominator,
    cast(0 as integer) as denominator_rounding,
    cast(null as text) as numerator_key,
    cast(null as text) as denominator_key,
    span.method_id,
    span.basis_id,
    span.rule_id,
    later.dataset_id,
    cast(null as text) as base_dataset_id
from recomputation_span as span
join asb_incident_detail as later
    on later.period_end = span.period_end
    and later.area_kind in ('force', 'country')
    and later.area_id <> 'england-and-wales-and-btp'
join asb_incident_detail as earlier
    on earlier.dataset_id = later.dataset_id
    and earlier.area_id = later.area_id
    and earlier.period_end = span.baseline_end
where
    span.method_id = 'asb-rate-change'
    and later.rate_per_1000_population is not null
    and earlier.rate_per_1000_population is not null
order by
    span.measure_id, span.period_end, span.baseline_end, later.area_id, span.rule_id, later.dataset_id;
