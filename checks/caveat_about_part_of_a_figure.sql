-- A caveat that names some measures of a figure is not about every value of that figure.
with shown as (
    select figure_id, measure_id from figure_row where measure_id is not null
    union
    select figure_id, measure_id from observation where figure_id is not null
)
select caveat_figure.caveat_id, caveat_figure.figure_id, 'names only some of its measures' as why
from caveat_figure
join shown on shown.figure_id = caveat_figure.figure_id
left join caveat_measure
    on caveat_measure.caveat_id = caveat_figure.caveat_id
    and caveat_measure.measure_id = shown.measure_id
where caveat_figure.every_value
group by caveat_figure.caveat_id, caveat_figure.figure_id
having count(caveat_measure.measure_id) between 1 and count(*) - 1
union all
select caveat_figure.caveat_id, caveat_figure.figure_id, 'names none of its measures and values'
from caveat_figure
where
    not caveat_figure.every_value
    and not exists (
        select 1
        from shown
        join caveat_measure on caveat_measure.measure_id = shown.measure_id
        where
            shown.figure_id = caveat_figure.figure_id
            and caveat_measure.caveat_id = caveat_figure.caveat_id
    )
    and not exists (
        select 1
        from caveat_observation
        join observation on observation.id = caveat_observation.observation_id
        where
            caveat_observation.caveat_id = caveat_figure.caveat_id
            and observation.figure_id = caveat_figure.figure_id
    );
