-- Which values that differ have an explanation in common, and how well does it fit? One row per
-- report, explanation and value that it takes in. It holds if every value comes out on the basis
-- given, each count being the same for all of them and no count revised by more than its rule allows.
create view reconciliation_joint as
with part as materialized (
    select
        recomputation_explanation_part.explanation_id,
        attempt.*,
        attempt.exact_value + iif(measure.unit_id = 'percent-change', 100, 0) as made,
        attempt.stated_value + iif(measure.unit_id = 'percent-change', 100, 0) as wanted,
        half_step.half
    from recomputation_explanation_part
    join reconciliation_attempt as attempt on attempt.rule_id = recomputation_explanation_part.rule_id
    join observation on observation.id = attempt.observation_id and observation.restates_id is null
    join measure on measure.id = attempt.measure_id
    join half_step on half_step.decimals = attempt.decimals
    where attempt.stated_value is not null and attempt.newest_base
),
revised as (
    select
        part.*,
        max(100.0 * ((wanted - half) / made - 1)) over same_count as from_percent,
        min(100.0 * ((wanted + half) / made - 1)) over same_count as to_percent
    from part
    window same_count as (
        partition by explanation_id, inspection_id, area_id, dataset_id, numerator_key
    )
),
solved as (
    select
        *,
        case
            when from_percent > to_percent then null
            when from_percent > 0 then from_percent
            when to_percent < 0 then to_percent
            else 0.0
        end as revision
    from revised
),
weighed as (
    select
        *,
        max(abs(revision)) over whole as largest_revision,
        count(*) over whole as "values",
        -- All the rules of the explanation have a value, and each value has its revision.
        min(coalesce(abs(revision) <= revision_percent and edition > substr(period_end, 1, 7), 0)) over whole
            and count(*) over whole >= (
                select count(*) from recomputation_explanation_part as every
                where every.explanation_id = solved.explanation_id
            ) as holds
    from solved
    window whole as (partition by explanation_id, inspection_id, dataset_id)
)
select
    recomputation_explanation.label as explanation,
    weighed.measure,
    weighed.area,
    weighed.stated,
    weighed.recomputed,
    weighed.basis,
    cast(round(weighed.revision, 3) as real) as revised_percent,
    cast(weighed.holds as integer) as holds,
    cast(round(weighed.largest_revision, 3) as real) as largest_revision_percent,
    cast(weighed."values" as integer) as "values",
    recomputation_explanation.reason,
    recomputation_explanation.doubt,
    weighed.working,
    weighed.place,
    weighed.explanation_id,
    weighed.measure_id,
    weighed.area_id,
    weighed.inspection_id,
    weighed.observation_id,
    weighed.rule_id,
    weighed.dataset_id,
    weighed.edition_days,
    weighed.url
from weighed
join recomputation_explanation on recomputation_explanation.id = weighed.explanation_id
order by weighed.inspection_id, weighed.explanation_id, weighed.dataset_id,
    weighed.observation_id;
