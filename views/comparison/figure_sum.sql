-- Do the parts of a table add up to its groups and totals? Added up once by the rows
-- directly below (groups as printed) and once by the single rows; the difference that
-- rounding alone can make is half a step for each row added and for the sum itself.
create view figure_sum as
with recursive tree(root_id, row_id, depth) as (
    select id, id, 0 from figure_row
    union all
    select tree.root_id, figure_row.id, tree.depth + 1
    from tree
    join figure_row on figure_row.parent_id = tree.row_id
),
cell as (
    select figure_row.id as row_id, figure_row.role, observation.area_id,
        observation.value, half_step.half
    from figure_row
    join observation
        on observation.measure_id = figure_row.measure_id
        and observation.figure_id = figure_row.figure_id
        and observation.value is not null
    join half_step on half_step.decimals = observation.decimals
),
-- A group with a missing part cannot be added up.
incomplete as (
    select distinct tree.root_id, observation.area_id
    from observation
    join figure_row
        on figure_row.measure_id = observation.measure_id
        and figure_row.figure_id = observation.figure_id
    join tree on tree.row_id = figure_row.id
    where observation.value is null
),
leaves as (
    select tree.root_id, cell.area_id, round(sum(cell.value), 4) as total, sum(cell.half) as half
    from tree
    join cell on cell.row_id = tree.row_id
    where
        tree.depth > 0
        and tree.row_id not in (select parent_id from figure_row where parent_id is not null)
    group by tree.root_id, cell.area_id
),
children as (
    -- A heading prints no value of its own: its rows are counted in its place.
    select
        child.parent_id as root_id,
        area_id,
        round(sum(value), 4) as total,
        sum(half) as half
    from (
        select figure_row.parent_id, cell.area_id, cell.value, cell.half
        from figure_row
        join cell on cell.row_id = figure_row.id
        union all
        select heading.parent_id, cell.area_id, cell.value, cell.half
        from figure_row as heading
        join figure_row as below on below.parent_id = heading.id
        join cell on cell.row_id = below.id
        where heading.role = 'heading'
    ) as child
    where child.parent_id is not null
    group by child.parent_id, child.area_id
)
select
    figure.number as figure,
    figure_row.label as sum_of,
    area.name as area,
    stated.value as stated,
    cast(children.total as real) as rows_below_add_to,
    cast(leaves.total as real) as single_rows_add_to,
    cast(round(children.total - stated.value, 4) as real) as difference,
    cast(round(children.half + stated.half, 4) as real) as rounding_allows,
    cast(round(leaves.half + stated.half, 4) as real) as single_rows_rounding_allows,
    cast(case
        when incomplete.root_id is not null then 'a part is missing'
        when round(children.total - stated.value, 4) = 0 then 'adds up'
        when abs(children.total - stated.value) <= children.half + stated.half + 0.00001
            then 'differs within rounding'
        else 'does not add up'
    end as text) as verdict,
    figure_row.id as figure_row_id,
    figure.id as figure_id,
    stated.area_id
from figure_row
join figure on figure.id = figure_row.figure_id
join cell as stated on stated.row_id = figure_row.id
join area on area.id = stated.area_id
join children on children.root_id = figure_row.id and children.area_id = stated.area_id
join leaves on leaves.root_id = figure_row.id and leaves.area_id = stated.area_id
left join incomplete
    on incomplete.root_id = figure_row.id and incomplete.area_id = stated.area_id
order by figure.number, figure_row.position, area.name;
