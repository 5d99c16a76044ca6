-- How was every force graded on every topic in a year? One row per force and year, one column per
-- topic that is graded in any; a topic that the year does not ask about is empty.
create view grade_grid as
with cell as materialized (
    select
        grade_cell.*,
        coalesce(grade_cell.grade, grade_cell.status)
            || case when grade_cell.status = 'carried over' then ' (kept)' else '' end
            || case when grade_cell.doubtful then ' (doubtful)' else '' end as shown
    from grade_cell
)
select
    cell.force,
    cell.framework,
    max(cell.shown) filter (where cell.topic_id = 'overall')
        as overall,
    max(cell.shown) filter (where cell.topic_id = 'preventing-crime')
        as preventing_crime,
    max(cell.shown) filter (where cell.topic_id = 'investigating-crime')
        as investigating_crime,
    max(cell.shown) filter (where cell.topic_id = 'protecting-vulnerable')
        as protecting_vulnerable,
    max(cell.shown) filter (where cell.topic_id = 'serious-organised-crime')
        as serious_organised_crime,
    max(cell.shown) filter (where cell.topic_id = 'tackling-asb')
        as tackling_asb,
    max(cell.shown) filter (where cell.topic_id = 'responding-to-public')
        as responding_to_public,
    max(cell.shown) filter (where cell.topic_id = 'managing-offenders')
        as managing_offenders,
    max(cell.shown) filter (where cell.topic_id = 'crime-data-integrity')
        as crime_data_integrity,
    max(cell.shown) filter (where cell.topic_id = 'overall-efficiency')
        as overall_efficiency,
    max(cell.shown) filter (where cell.topic_id = 'understanding-demand')
        as understanding_demand,
    max(cell.shown) filter (where cell.topic_id = 'use-of-resources')
        as use_of_resources,
    max(cell.shown) filter (where cell.topic_id = 'workforce-model')
        as workforce_model,
    max(cell.shown) filter (where cell.topic_id = 'financial-position')
        as financial_position,
    max(cell.shown) filter (where cell.topic_id = 'planning-future')
        as planning_future,
    max(cell.shown) filter (where cell.topic_id = 'leadership')
        as leadership,
    max(cell.shown) filter (where cell.topic_id = 'overall-legitimacy')
        as overall_legitimacy,
    max(cell.shown) filter (where cell.topic_id = 'treating-public-fairly')
        as treating_public_fairly,
    max(cell.shown) filter (where cell.topic_id = 'use-of-powers')
        as use_of_powers,
    max(cell.shown) filter (where cell.topic_id = 'ethical-lawful')
        as ethical_lawful,
    max(cell.shown) filter (where cell.topic_id = 'workforce')
        as workforce,
    force.region,
    cell.force_id,
    cell.framework_id
from cell
join force on force.area_id = cell.force_id
join framework on framework.id = cell.framework_id
group by cell.force_id, cell.framework_id
order by framework.position desc, cell.force;
