-- By how much did the number of incidents of anti-social behaviour change, in every force and
-- in England and Wales, for the times that reports state?
create view recomputed_asb_change as
select
    span.measure_id,
    later.area_id,
    span.period_start,
    span.period_end,
    span.baseline_start,
    span.baseline_end,
    cast(100.0 * later.incidents / nullif(earlier.incidents, 0) - 100 as real) as value,
    later.incidents as numerator,
    earlier.incidents as denominator,
    cast(0 as integer) as denominator_rounding,
    cast('incidents to ' || span.period_end as text) as numerator_key,
    cast('incidents to ' || span.baseline_end as text) as denominator_key,
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
    span.method_id = 'asb-change'
    and later.incidents is not null
    and earlier.incidents is not null
order by
    span.measure_id, span.period_end, span.baseline_end, later.area_id, span.rule_id, later.dataset_id;
