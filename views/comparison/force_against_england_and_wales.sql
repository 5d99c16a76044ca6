-- Where does a force stand above or below England and Wales? One row for every value of a force
-- that the same report gives for England and Wales too, for the same period, if the inspectorate
-- reports the measure for every force.
create view force_against_england_and_wales as
with pair as (
    select
        force_value.*,
        england_and_wales.observation_id as england_and_wales_observation_id,
        england_and_wales.stated as england_and_wales_stated,
        england_and_wales.value as england_and_wales_value,
        max(force_value.decimals, england_and_wales.decimals) as shared_decimals,
        measure.polarity,
        measure.unit_id
    from observation_detail as force_value
    join observation_detail as england_and_wales
        on england_and_wales.measure_id = force_value.measure_id
        and england_and_wales.inspection_id = force_value.inspection_id
        and england_and_wales.area_id = 'england-and-wales'
        and england_and_wales.period_start is force_value.period_start
        and england_and_wales.period_end is force_value.period_end
        and england_and_wales.baseline_start is force_value.baseline_start
        and england_and_wales.baseline_end is force_value.baseline_end
        and england_and_wales.restates_id is null
        and england_and_wales.value is not null
    join area on area.id = force_value.area_id and area.kind = 'force'
    join measure on measure.id = force_value.measure_id and measure.every_force
    where
        force_value.restates_id is null
        and force_value.value is not null
        -- A whole is the same everywhere.
        and coalesce(measure.numerator, 'a count') <> coalesce(measure.denominator, 'none')
)
select
    pair.area as force,
    pair.measure,
    pair.stated as force_stated,
    pair.england_and_wales_stated,
    cast(
        round(pair.value - pair.england_and_wales_value, pair.shared_decimals) as real
    ) as difference,
    -- A ratio of two changes would say nothing.
    cast(case
        when pair.unit_id <> 'percent-change'
            then round(pair.value / nullif(pair.england_and_wales_value, 0), 2)
    end as real) as ratio,
    cast(case
        when pair.value > pair.england_and_wales_value then 'above'
        when pair.value < pair.england_and_wales_value then 'below'
        else 'the same as'
    end as text) as force_is,
    cast(case pair.polarity
        when 'higher-is-better' then 'higher is better'
        when 'lower-is-better' then 'lower is better'
        else 'neither is better'
    end as text) as polarity,
    cast(case
        when pair.polarity = 'neither' or pair.value = pair.england_and_wales_value then null
        when (pair.value > pair.england_and_wales_value) = (pair.polarity = 'higher-is-better')
            then 'better'
        else 'worse'
    end as text) as force_stands,
    pair.period,
    pair.compared_with,
    pair.unit,
    cast((
        select group_concat(label, ', ') from (
            select distinct caveat_effect.label
            from observation_caveat
            join caveat on caveat.id = observation_caveat.caveat_id
            join caveat_effect on caveat_effect.id = caveat.effect_id
            where observation_caveat.observation_id
                in (pair.observation_id, pair.england_and_wales_observation_id)
            order by caveat_effect.label
        )
    ) as text) as warnings,
    cast((
        select group_concat(summary, ' ') from (
            select distinct caveat.id, caveat.summary
            from observation_caveat
            join caveat on caveat.id = observation_caveat.caveat_id
            where observation_caveat.observation_id
                in (pair.observation_id, pair.england_and_wales_observation_id)
            order by caveat.id
        )
    ) as text) as caveats,
    pair.topic,
    pair.page,
    pair.place,
    pair.value as force_value,
    pair.england_and_wales_value,
    pair.figure,
    pair.area_id,
    pair.measure_id,
    pair.topic_id,
    pair.inspection_id,
    pair.observation_id,
    pair.england_and_wales_observation_id,
    pair.url
from pair
order by pair.area, pair.page, pair.observation_id;
