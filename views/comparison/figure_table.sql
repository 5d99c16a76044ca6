-- The figures that are tables, rebuilt row by row: what does each print for the force
-- and for England and Wales, with its groups and totals?
create view figure_table as
select
    figure.number as figure,
    figure_row.position as row,
    cast(case
        when parent.role = 'total' or parent.id is null then figure_row.label
        else '– ' || figure_row.label
    end as text) as label,
    outcome_type.number as outcome_number,
    figure_row.role,
    force_value.area as force,
    force_value.stated as force_stated,
    england_and_wales.stated as england_and_wales_stated,
    cast(
        round(force_value.value - england_and_wales.value, force_value.decimals) as real
    ) as difference,
    parent.label as part_of,
    force_value.value as force_value,
    england_and_wales.value as england_and_wales_value,
    cast(coalesce(force_value.page, caption.page) as integer) as page,
    figure.caption,
    figure_row.id as figure_row_id,
    figure_row.measure_id,
    figure.id as figure_id,
    caption.document,
    figure.document_id
from figure_row
join figure on figure.id = figure_row.figure_id
join citation_detail as caption on caption.citation_id = figure.citation_id
left join figure_row as parent on parent.id = figure_row.parent_id
left join outcome_type on outcome_type.id = figure_row.outcome_type_id
-- The values are found by the figure they belong to: others of the same measure are in every report.
left join observation as force_observation
    on force_observation.figure_id = figure.id
    and force_observation.measure_id = figure_row.measure_id
    and force_observation.value is not null
    and force_observation.area_id <> 'england-and-wales'
left join observation_detail as force_value
    on force_value.observation_id = force_observation.id
left join observation as england_and_wales_observation
    on england_and_wales_observation.figure_id = figure.id
    and england_and_wales_observation.measure_id = figure_row.measure_id
    and england_and_wales_observation.area_id = 'england-and-wales'
left join observation_detail as england_and_wales
    on england_and_wales.observation_id = england_and_wales_observation.id
order by figure.document_id, figure.number, figure_row.position;
