-- Could a later revision of one count explain a value that does not come out? One row per such
-- value and count behind it: by how much the count would have to differ from the edition at hand,
-- and whether the other values of the report that rest on the same count leave room for that.
create view reconciliation_revision as
with judged as (
    -- The attempts by which values come out, which fix their counts, and those that fail.
    select
        attempt.*,
        choice.matches = 'yes' or choice.apparent_rule_id is not null as comes_out_already,
        -- A change of x percent is 100 + x for every 100.
        iif(measure.unit_id = 'percent-change', 100, 0) as added,
        half_step.half
    from reconciliation_choice as choice
    join reconciliation_attempt as attempt
        on attempt.observation_id = choice.observation_id
        and attempt.attempt_id = coalesce(choice.apparent_attempt_id, choice.attempt_id)
        and attempt.numerator_key is not null
        and attempt.stated_value is not null
    join measure on measure.id = attempt.measure_id
    join half_step on half_step.decimals = attempt.decimals
    where not choice.within_rounding
),
counted as (
    -- By how many percent each count may differ, the other one being as it is.
    select
        judged.*,
        case
            when role.is_earlier then 'the count of the earlier year'
            when denominator_key is null then 'the count'
            else 'the count of the later year'
        end as which,
        iif(role.is_earlier, denominator_key, numerator_key) as count_key,
        iif(role.is_earlier, denominator, numerator) as count,
        iif(
            role.is_earlier,
            100.0 * ((added + exact_value) / (added + stated_value + half) - 1),
            100.0 * ((added + stated_value - half) / (added + exact_value) - 1)
        ) as lowest,
        iif(
            role.is_earlier,
            100.0 * ((added + exact_value) / (added + stated_value - half) - 1),
            100.0 * ((added + stated_value + half) / (added + exact_value) - 1)
        ) as highest
    from judged
    join (select 0 as is_earlier union all select 1) as role
        on not role.is_earlier or judged.denominator_key is not null
),
wanted as (
    -- Values that come out fix the count. Several that want it to be another must want the same,
    -- but what no revision allowed can explain asks nothing of the others.
    select
        *,
        count(*) filter (where comes_out_already) over same_count as others,
        max(lowest) filter (where comes_out_already) over same_count as others_lowest,
        min(highest) filter (where comes_out_already) over same_count as others_highest,
        max(lowest) filter (
            where comes_out_already or min(abs(lowest), abs(highest)) <= revision_percent
        ) over same_count as from_percent,
        min(highest) filter (
            where comes_out_already or min(abs(lowest), abs(highest)) <= revision_percent
        ) over same_count as to_percent
    from counted
    window same_count as (partition by inspection_id, area_id, dataset_id, count_key)
),
solved as (
    select
        *,
        case
            when from_percent > to_percent then null
            when from_percent > 0 then from_percent
            when to_percent < 0 then to_percent
            else 0.0
        end as revised
    from wanted
    where not comes_out_already and min(abs(lowest), abs(highest)) <= revision_percent
)
select
    measure,
    area,
    stated,
    cast(which as text) as which_count,
    cast(count as numeric) as count,
    cast(round(iif(lowest > 0, lowest, highest), 3) as real) as needed_percent,
    cast(others as integer) as other_values,
    cast(round(others_lowest, 3) as real) as others_allow_from_percent,
    cast(round(others_highest, 3) as real) as others_allow_to_percent,
    cast(round(revised, 3) as real) as revised_percent,
    cast(
        coalesce(abs(revised) <= revision_percent and edition > substr(period_end, 1, 7), 0) as integer
    ) as explains,
    -- The values that would no longer come out if it were the other count of this value.
    cast(max(iif(revised is null, others, null)) over (partition by observation_id) as integer)
        as values_fixing_a_count,
    cast(row_number() over (
        partition by observation_id order by revised is null, abs(revised), which
    ) as integer) as choice,
    place,
    measure_id,
    area_id,
    inspection_id,
    observation_id,
    rule_id,
    dataset_id,
    url
from solved
order by observation_id, choice;
