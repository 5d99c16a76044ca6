-- Which caveats are about a measure, by itself or through a figure that shows it, and in which
-- reports?
create view measure_caveat as
with touched(caveat_id, measure_id, through) as (
    select caveat_id, measure_id, 'the measure' from caveat_measure
    union
    select caveat_figure.caveat_id, figure_row.measure_id, 'Figure ' || figure.number
    from caveat_figure
    join figure on figure.id = caveat_figure.figure_id
    join figure_row on figure_row.figure_id = figure.id and figure_row.measure_id is not null
    where caveat_figure.every_value
    union
    select caveat_figure.caveat_id, observation.measure_id, 'Figure ' || figure.number
    from caveat_figure
    join figure on figure.id = caveat_figure.figure_id
    join observation on observation.figure_id = figure.id
    where caveat_figure.every_value
    union
    select caveat_observation.caveat_id, observation.measure_id, 'single values'
    from caveat_observation
    join observation on observation.id = caveat_observation.observation_id
),
each(caveat_id, measure_id, through) as (
    select caveat_id, measure_id, group_concat(through, ', ')
    from (select * from touched order by measure_id, caveat_id, through)
    group by measure_id, caveat_id
)
select
    measure.label as measure,
    caveat_detail.effect,
    caveat_detail.summary,
    caveat_detail.against,
    caveat_detail.areas,
    cast(each.through as text) as through,
    caveat_detail.applies_to,
    caveat_detail.page,
    caveat_detail.place,
    caveat_detail.document,
    each.measure_id,
    each.caveat_id
from each
join measure on measure.id = each.measure_id
join caveat_detail on caveat_detail.caveat_id = each.caveat_id
order by measure.label, caveat_detail.effect, each.caveat_id, each.measure_id;
