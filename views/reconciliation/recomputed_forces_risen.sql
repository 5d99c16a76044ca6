-- In how many forces did recorded crime rise, of how many, for the times that reports state?
create view recomputed_forces_risen as
select
    pair.measure_id,
    cast('all-forces' as text) as area_id,
    pair.period_start,
    pair.period_end,
    pair.baseline_start,
    pair.baseline_end,
    cast(sum(pair.offences > pair.baseline_offences) as real) as value,
    cast(sum(pair.offences > pair.baseline_offences) as integer) as numerator,
    cast(count(*) as integer) as denominator,
    cast(0 as integer) as denominator_rounding,
    cast(null as text) as numerator_key,
    cast(null as text) as denominator_key,
    pair.method_id,
    pair.basis_id,
    pair.rule_id,
    pair.dataset_id,
    cast(null as text) as base_dataset_id
from recomputation_crime_pair as pair
where pair.method_id = 'forces-risen' and pair.area_kind = 'force'
group by pair.rule_id, pair.period_end, pair.baseline_end, pair.dataset_id
order by pair.measure_id, pair.period_end, pair.baseline_end, pair.rule_id, pair.dataset_id;
