-- Which attempts decide what is said of a value? One row per value that can be recomputed: the
-- attempt on a basis that the report names or leaves open and, where it fails, the attempt on
-- another basis that explains the number stated. Such a basis explains a value only if it brings
-- out every value of the report for which it makes a difference.
create view reconciliation_choice as
with ranked as (
    select
        *,
        standing in ('like-for-like', 'as-published') as is_proper,
        row_number() over (
            partition by observation_id
            order by
                standing not in ('like-for-like', 'as-published'),
                matches = 'no',
                not within_rounding,
                standing <> 'like-for-like',
                abs(revision_needed_percent),
                edition_days desc,
                rule_id,
                attempt_id
        ) as choice
    from reconciliation_attempt
    where standing <> 'nearest'
),
-- One row per attempt, with the proper one of its value beside it.
beside_proper as (
    select
        *,
        max(iif(choice = 1 and is_proper, rule_id, null)) over same_value as proper_rule_id,
        max(iif(choice = 1 and is_proper, dataset_id, null)) over same_value as proper_dataset_id,
        max(iif(choice = 1 and is_proper, attempt_id, null)) over same_value as proper_attempt_id,
        max(iif(choice = 1 and is_proper, exact_value, null)) over same_value as proper_value,
        max(iif(choice = 1 and is_proper, matches, null)) over same_value as proper_comes_out,
        max(iif(choice = 1 and is_proper, within_rounding, null)) over same_value
            as proper_within_rounding
    from ranked
    window same_value as (partition by observation_id)
),
-- Whether the basis brings out every value of the report that it makes other.
explaining as (
    select
        *,
        min(
            iif(
                newest_base and round(exact_value, decimals) <> round(proper_value, decimals),
                matches = 'yes',
                null
            )
        ) over (partition by inspection_id, basis_id, dataset_id) as basis_explains
    from beside_proper
),
chosen as (
    select
        *,
        row_number() over (
            partition by observation_id
            order by
                not (
                    standing = 'as-done'
                    and matches = 'yes'
                    and newest_base
                    and coalesce(basis_explains, 0)
                ),
                edition_days desc,
                rule_id,
                attempt_id
        ) as number,
        standing = 'as-done' and matches = 'yes' and newest_base and coalesce(basis_explains, 0)
            and proper_comes_out = 'no' and not proper_within_rounding as explains
    from explaining
    where proper_rule_id is not null
)
select
    observation_id,
    cast(proper_rule_id as text) as rule_id,
    cast(proper_dataset_id as text) as dataset_id,
    cast(proper_attempt_id as text) as attempt_id,
    -- Null where the report prints no value.
    cast(proper_comes_out as text) as matches,
    cast(proper_within_rounding as integer) as within_rounding,
    cast(iif(explains, rule_id, null) as text) as apparent_rule_id,
    cast(iif(explains, dataset_id, null) as text) as apparent_dataset_id,
    cast(iif(explains, attempt_id, null) as text) as apparent_attempt_id,
    inspection_id
from chosen
where number = 1
order by observation_id;
