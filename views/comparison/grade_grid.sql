-- How was every force graded on every topic in a year? One row per force and year, one column per
-- topic that is graded in any; a topic that the year does not ask about is empty.
create view grade_grid as
select
    cell.force,
    cell.framework,
    cell.year,
    cast(max(cell.shown) filter (where cell.topic_id = 'overall') as text)
        as overall,
    cast(max(cell.shown) filter (where cell.topic_id = 'preventing-crime') as text)
        as preventing_crime,
    cast(max(cell.shown) filter (where cell.topic_id = 'investigating-crime') as text)
        as investigating_crime,
    cast(max(cell.shown) filter (where cell.topic_id = 'protecting-vulnerable') as text)
        as protecting_vulnerable,
    cast(max(cell.shown) filter (where cell.topic_id = 'serious-organised-crime') as text)
        as serious_organised_crime,
    cast(max(cell.shown) filter (where cell.topic_id = 'tackling-asb') as text)
        as tackling_asb,
    cast(max(cell.shown) filter (where cell.topic_id = 'responding-to-public') as text)
        as responding_to_public,
    cast(max(cell.shown) filter (where cell.topic_id = 'managing-offenders') as text)
        as managing_offenders,
    cast(max(cell.shown) filter (where cell.topic_id = 'crime-data-integrity') as text)
        as crime_data_integrity,
    cast(max(cell.shown) filter (where cell.topic_id = 'overall-efficiency') as text)
        as overall_efficiency,
    cast(max(cell.shown) filter (where cell.topic_id = 'understanding-demand') as text)
        as understanding_demand,
    cast(max(cell.shown) filter (where cell.topic_id = 'use-of-resources') as text)
        as use_of_resources,
    cast(max(cell.shown) filter (where cell.topic_id = 'workforce-model') as text)
        as workforce_model,
    cast(max(cell.shown) filter (where cell.topic_id = 'financial-position') as text)
        as financial_position,
    cast(max(cell.shown) filter (where cell.topic_id = 'planning-future') as text)
        as planning_future,
    cast(max(cell.shown) filter (where cell.topic_id = 'leadership') as text)
        as leadership,
    cast(max(cell.shown) filter (where cell.topic_id = 'overall-legitimacy') as text)
        as overall_legitimacy,
    cast(max(cell.shown) filter (where cell.topic_id = 'treating-public-fairly') as text)
        as treating_public_fairly,
    cast(max(cell.shown) filter (where cell.topic_id = 'use-of-powers') as text)
        as use_of_powers,
    cast(max(cell.shown) filter (where cell.topic_id = 'ethical-lawful') as text)
        as ethical_lawful,
    cast(max(cell.shown) filter (where cell.topic_id = 'workforce') as text)
        as workforce,
    cast(max(cell.carried_over_topics) as text) as carried_over_topics,
    cast(max(cell.doubtful_topics) as text) as doubtful_topics,
    force.region,
    cell.force_id,
    cell.framework_id
from grade_shown as cell
join force on force.area_id = cell.force_id
group by cell.force_id, cell.framework_id
order by cell.framework_position desc, cell.force;
