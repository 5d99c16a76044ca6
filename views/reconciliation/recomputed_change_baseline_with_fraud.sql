-- By how much did recorded crime change if the earlier year holds the fraud that forces then
-- recorded themselves and the later year holds none? Only where the earlier year has such.
create view recomputed_change_baseline_with_fraud as
select
    pair.measure_id,
    pair.area_id,
    pair.period_start,
    pair.period_end,
    pair.baseline_start,
    pair.baseline_end,
    cast(
        100.0 * pair.offences / nullif(pair.baseline_offences + fraud.offences, 0) - 100 as real
    ) as value,
    pair.offences as numerator,
    cast(pair.baseline_offences + fraud.offences as integer) as denominator,
    cast(0 as integer) as denominator_rounding,
    cast(pair.group_id || ' to ' || pair.period_end as text) as numerator_key,
    cast(pair.group_id || ' to ' || pair.baseline_end || ' with fraud' as text) as denominator_key,
    pair.method_id,
    pair.basis_id,
    pair.rule_id,
    pair.dataset_id,
    cast(null as text) as base_dataset_id
from recomputation_crime_pair as pair
join recomputation_crime as fraud
    on fraud.dataset_id = pair.dataset_id
    and fraud.group_id = pair.baseline_group_id
    and fraud.area_id = pair.area_id
    and fraud.period_end = pair.baseline_end
    and fraud.offences > 0
where pair.method_id = 'change-baseline-with-fraud'
order by
    pair.measure_id, pair.period_end, pair.baseline_end, pair.area_id, pair.rule_id, pair.dataset_id;
