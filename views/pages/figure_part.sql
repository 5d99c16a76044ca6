-- Which parts make up the whole of a figure that states shares, and where does each begin when
-- they are laid end to end? A group that has a value of its own is one part; of a group without
-- one, the rows below it are.
create view figure_part as
with top as (
    select
        figure_row.figure_id,
        figure_row.id as figure_row_id,
        figure_row.position,
        case when parent.role = 'heading' then parent.label || ': ' || lower(figure_row.label)
            else figure_row.label
        end as label
    from figure_row
    join measure on measure.id = figure_row.measure_id
    left join figure_row as parent on parent.id = figure_row.parent_id
    where
        measure.unit_id = 'percent'
        and figure_row.role in ('value', 'group')
        and coalesce(parent.role in ('heading', 'total'), 1)
)
select
    figure_table.figure,
    cast(row_number() over (partition by top.figure_id order by top.position) as integer) as part,
    cast(top.label as text) as label,
    figure_table.force,
    figure_table.force_stated,
    figure_table.england_and_wales_stated,
    figure_table.force_value,
    figure_table.england_and_wales_value,
    cast(round(sum(coalesce(figure_table.force_value, 0)) over before, 3)
        - coalesce(figure_table.force_value, 0) as real) as force_from,
    cast(round(sum(coalesce(figure_table.england_and_wales_value, 0)) over before, 3)
        - coalesce(figure_table.england_and_wales_value, 0) as real) as england_and_wales_from,
    figure_table.caption,
    figure_table.measure_id,
    figure_table.figure_row_id,
    figure_table.figure_id,
    figure_table.document_id
from top
join figure_table on figure_table.figure_row_id = top.figure_row_id
window before as (partition by top.figure_id order by top.position)
order by top.figure_id, top.position;
