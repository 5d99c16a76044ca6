-- By how much did anti-social behaviour change, in every force and in England and Wales, for the times
-- that reports state; by the number of incidents, and by the rate as its publisher prints it, each year
-- over a population of its own?
create view recomputed_asb_change as
with pair as (
    select
        span.*,
        later.area_id,
        later.dataset_id,
        iif(
            span.method_id = 'asb-change', later.incidents, later.rate_per_1000_population
        ) as number,
        iif(
            span.method_id = 'asb-change', earlier.incidents, earlier.rate_per_1000_population
        ) as baseline_number
    from recomputation_span as span
    join asb_incident_detail as later
        on later.period_end = span.period_end
        and later.area_kind in ('force', 'country')
        and later.area_id <> 'england-and-wales-and-btp'
    join asb_incident_detail as earlier
        on earlier.dataset_id = later.dataset_id
        and earlier.area_id = later.area_id
        and earlier.period_end = span.baseline_end
    where span.method_id in ('asb-change', 'asb-rate-change')
)
select
    measure_id,
    area_id,
    period_start,
    period_end,
    baseline_start,
    baseline_end,
    cast(100.0 * number / nullif(baseline_number, 0) - 100 as real) as value,
    cast(number as numeric) as numerator,
    cast(baseline_number as numeric) as denominator,
    cast(0 as integer) as denominator_rounding,
    -- A printed rate is not a count that another value can share.
    cast(iif(method_id = 'asb-change', 'incidents to ' || period_end, null) as text) as numerator_key,
    cast(iif(method_id = 'asb-change', 'incidents to ' || baseline_end, null) as text)
        as denominator_key,
    method_id,
    basis_id,
    rule_id,
    dataset_id,
    cast(null as text) as base_dataset_id
from pair
where number is not null and baseline_number is not null
order by measure_id, period_end, baseline_end, area_id, rule_id, dataset_id;
