-- How was a force graded over the years? One row per force and topic, one column per year; the
-- years of the last two columns may be set neither beside each other nor beside those before.
create view grade_by_year as
select
    cell.force,
    cell.topic,
    cast(max(cell.shown) filter (where cell.framework_id = 'peel-2014') as text)
        as peel_2014,
    cast(max(cell.shown) filter (where cell.framework_id = 'peel-2015') as text)
        as peel_2015,
    cast(max(cell.shown) filter (where cell.framework_id = 'peel-2016') as text)
        as peel_2016,
    cast(max(cell.shown) filter (where cell.framework_id = 'peel-2017') as text)
        as peel_2017,
    cast(max(cell.shown) filter (where cell.framework_id = 'peel-2018-19') as text)
        as peel_2018_19,
    cast(max(cell.shown) filter (where cell.framework_id = 'peel-2021-22') as text)
        as peel_2021_22,
    cast(max(cell.shown) filter (where cell.framework_id = 'peel-2023-25') as text)
        as peel_2023_25,
    cast(max(cell.carried_over_years) as text) as carried_over_years,
    cast(max(cell.doubtful_years) as text) as doubtful_years,
    cell.force_id,
    cell.topic_id
from grade_shown as cell
group by cell.force_id, cell.topic_id
order by cell.force, cell.topic_position;
