-- What comes out when a value of a report is computed from open statistics, each way that it
-- has been tried? One row per value and attempt: how far off it is in the decimals stated,
-- and by how much the counts would have to be revised for the stated number to come out.
-- Values that the report tells of without printing them are there too, with nothing to compare.
create view reconciliation_attempt as
with step(decimals, size) as (
    values (0, 1.0), (1, 0.1), (2, 0.01), (3, 0.001), (4, 0.0001)
),
recomputed as materialized (
    select * from recomputed_value
),
compared as (
    select
        stated.*,
        recomputed.exact_value,
        recomputed.working,
        recomputed.numerator,
        recomputed.denominator,
        recomputed.denominator_rounding,
        recomputed.numerator_key,
        recomputed.denominator_key,
        recomputed.method,
        recomputed.basis,
        recomputed.standing,
        recomputed.datasets,
        recomputed.rule_id,
        recomputed.method_id,
        recomputed.basis_id,
        recomputed.dataset_id,
        recomputed.base_dataset_id,
        recomputed.edition_days,
        dataset.edition,
        recomputed.edition_title,
        recomputation_rule.revision_percent,
        measure.unit_id,
        step.size as step,
        -- The end of what is rounded to the stated number that lies nearer.
        case
            when recomputed.exact_value > stated.value then stated.value + step.size / 2
            else stated.value - step.size / 2
        end as bound,
        -- What the rounding of the base leaves open.
        case
            when recomputed.denominator_rounding > 0 then abs(
                recomputed.exact_value * recomputed.denominator_rounding / recomputed.denominator
            )
            else 0
        end as base_leaves
    from observation_detail as stated
    join measure on measure.id = stated.measure_id
    left join step on step.decimals = stated.decimals
    join recomputed
        on recomputed.measure_id = stated.measure_id
        and recomputed.area_id = stated.area_id
        and recomputed.period_start is stated.period_start
        and recomputed.period_end is stated.period_end
        and recomputed.baseline_start is stated.baseline_start
        and recomputed.baseline_end is stated.baseline_end
    join recomputation_rule on recomputation_rule.id = recomputed.rule_id
    left join dataset on dataset.id = recomputed.dataset_id
    where stated.value_high is null
),
judged as (
    select
        *,
        round(exact_value, decimals) = round(value, decimals) as matches,
        case
            -- A count of forces is not revised by parts of a hundred.
            when value is null or unit_id = 'count' then null
            when round(exact_value, decimals) = round(value, decimals) then 0.0
            -- Of a change it is the later count that would be another, of a rate the count.
            when unit_id = 'percent-change'
                then 100.0 * ((100 + bound) / nullif(100 + exact_value, 0) - 1)
            else 100.0 * (bound / nullif(exact_value, 0) - 1)
        end as revision_needed
    from compared
)
select
    measure,
    area,
    stated,
    basis,
    method,
    cast(round(exact_value, coalesce(decimals, 0) + 2) as real) as recomputed,
    cast(round(round(exact_value, decimals) - value, decimals) as real) as difference,
    cast(case matches when 1 then 'yes' when 0 then 'no' end as text) as matches,
    cast(round(revision_needed, 3) as real) as revision_needed_percent,
    working,
    standing,
    -- Within what the rounding of the base leaves open.
    cast(not matches and abs(exact_value - bound) <= base_leaves as integer) as within_rounding,
    revision_percent,
    period,
    compared_with,
    place,
    datasets,
    numerator,
    denominator,
    exact_value,
    value as stated_value,
    decimals,
    numerator_key,
    denominator_key,
    edition,
    edition_title,
    edition_days,
    page,
    period_end,
    measure_id,
    area_id,
    inspection_id,
    observation_id,
    rule_id,
    method_id,
    basis_id,
    dataset_id,
    base_dataset_id,
    cast(row_number() over (
        partition by observation_id, rule_id, dataset_id order by edition_days desc, base_dataset_id
    ) = 1 as integer) as newest_base,
    cast(
        rule_id || ' ' || dataset_id || coalesce(' ' || nullif(base_dataset_id, dataset_id), '') as text
    ) as attempt_id,
    url
from judged
order by observation_id, standing = 'nearest', standing = 'as-done', standing = 'as-published',
    abs(revision_needed), edition_days desc, rule_id, dataset_id, base_dataset_id;
