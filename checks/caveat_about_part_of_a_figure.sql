-- A caveat that names some measures of a figure is not about every value of that figure.
with shown as (
    select figure_id, measure_id from figure_row where measure_id is not null
    union
    select figure_id, measure_id from observation where figure_id is not null
),
named as (
    select
        caveat_figure.*,
        count(shown.measure_id) as measures,
        count(caveat_measure.measure_id) as measures_named,
        (
            select count(*)
            from caveat_observation
            join observation on observation.id = caveat_observation.observation_id
            where
                caveat_observation.caveat_id = caveat_figure.caveat_id
                and observation.figure_id = caveat_figure.figure_id
        ) as values_named
    from caveat_figure
    left join shown on shown.figure_id = caveat_figure.figure_id
    left join caveat_measure
        on caveat_measure.caveat_id = caveat_figure.caveat_id
        and caveat_measure.measure_id = shown.measure_id
    group by caveat_figure.caveat_id, caveat_figure.figure_id
)
select
    caveat_id,
    figure_id,
    iif(every_value, 'names only some of its measures', 'names none of its measures and values') as why
from named
where iif(every_value, measures_named between 1 and measures - 1, measures_named + values_named = 0);
