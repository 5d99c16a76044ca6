-- Which values of a force can be drawn as bars beside those of England and Wales? One row for each
-- row of force_against_england_and_wales, with a label that tells two periods of a measure apart.
create view force_comparison_chart as
select
    pair.force,
    pair.measure,
    cast(pair.measure
    || coalesce(
        ' on '
        || replace(
            replace(pair.compared_with, '12 months to 30 ', 'year to '),
            '12 months to 31 ', 'year to '
        ),
        ''
    ) as text) as label,
    pair.unit,
    pair.force_value,
    pair.england_and_wales_value,
    -- The picture says the unit once, above.
    cast(case
        when unit.pattern like '{} per %'
            then replace(pair.force_stated, replace(unit.pattern, '{}', ''), '')
        else pair.force_stated
    end as text) as force_stated,
    cast(case
        when unit.pattern like '{} per %'
            then replace(pair.england_and_wales_stated, replace(unit.pattern, '{}', ''), '')
        else pair.england_and_wales_stated
    end as text) as england_and_wales_stated,
    cast(pair.polarity <> 'neither is better' as integer) as has_direction,
    pair.force_is,
    pair.force_stands,
    pair.period,
    pair.compared_with,
    pair.place,
    inspection.label as stated_in,
    force_check.verdict as force_verdict,
    country_check.verdict as england_and_wales_verdict,
    pair.area_id,
    pair.measure_id,
    pair.inspection_id,
    pair.observation_id,
    pair.england_and_wales_observation_id
from force_against_england_and_wales as pair
join unit on unit.label = pair.unit
join inspection on inspection.id = pair.inspection_id
left join reconciliation as force_check on force_check.observation_id = pair.observation_id
left join reconciliation as country_check
    on country_check.observation_id = pair.england_and_wales_observation_id
order by pair.force, pair.inspection_id desc, pair.page, pair.observation_id;
