-- Everything that is recomputed from open statistics, by every method and on every basis: one
-- row per measure of the reports, area, time, basis and edition, with numerator and denominator.
create view recomputed_value as
with every as (
    select * from recomputed_rate
    union all
    select * from recomputed_change
    union all
    select * from recomputed_change_baseline_with_fraud
    union all
    select * from recomputed_asb_change
    union all
    select * from recomputed_forces_risen
    union all
    select * from recomputed_outcome_share
)
select
    measure.label as measure,
    area.name as area,
    cast(round(every.value, 3) as real) as value,
    unit.label as unit,
    recomputation_method.label as method,
    recomputation_basis.label as basis,
    recomputation_basis.standing,
    cast(case
        when every.denominator is null then printf('%,d', every.numerator)
        when every.method_id = 'forces-risen'
            then printf('%,d of %,d', every.numerator, every.denominator)
        when every.method_id = 'asb-rate-change'
            then printf('%.2f against %.2f', every.numerator, every.denominator)
        when measure.unit_id = 'percent-change'
            then printf('%,d against %,d', every.numerator, every.denominator)
        when measure.unit_id = 'percent'
            then printf('%,d of %,d', every.numerator, every.denominator)
        else printf('%,d for %,d, times 1,000', every.numerator, every.denominator)
    end as text) as working,
    cast(every.numerator as numeric) as numerator,
    cast(every.denominator as numeric) as denominator,
    every.period_start,
    every.period_end,
    every.baseline_start,
    every.baseline_end,
    cast(dataset.publisher || ', ' || dataset.title || ' (' || dataset.url || ')'
        || coalesce(
            '; ' || base.publisher || ', ' || base.title || ' (' || base.url || ')', ''
        ) as text) as datasets,
    every.value as exact_value,
    every.denominator_rounding,
    every.numerator_key,
    every.denominator_key,
    every.measure_id,
    every.area_id,
    every.method_id,
    every.basis_id,
    every.rule_id,
    every.dataset_id,
    every.base_dataset_id,
    cast(dataset.title || coalesce(' over ' || base.title, '') as text) as edition_title,
    -- When the newest editions that it rests on are of; that of the numerator first.
    cast(dataset.edition_day || coalesce(' ' || base.edition_day, '') as text) as edition_days
from every
join measure on measure.id = every.measure_id
join unit on unit.id = measure.unit_id
join area on area.id = every.area_id
join recomputation_method on recomputation_method.id = every.method_id
join recomputation_basis on recomputation_basis.id = every.basis_id
left join dataset_detail as dataset on dataset.dataset_id = every.dataset_id
left join dataset_detail as base
    on base.dataset_id = every.base_dataset_id and base.dataset_id <> every.dataset_id
order by every.measure_id, every.period_end, every.baseline_end, every.area_id, every.rule_id,
    every.dataset_id, every.base_dataset_id;
