-- How many people live in an area, as revised, and as it was estimated when the rates of
-- anti-social behaviour were printed? Those rates rest on the population two mid-years before
-- the year that they end in, and give it away: incidents over rate.
create view population_edition as
with estimate(area_number, year, edition, people, dataset_number) as (
    select area_number, year, 'revised', people, dataset_number from population
    union all
    select
        asb_incident.area_number,
        cast(substr(period.end_day, 1, 4) - 2 as integer),
        'implied',
        cast(
            round(asb_incident.incidents * 1000.0 / asb_incident.rate_per_1000_population) as integer
        ),
        asb_incident.dataset_number
    from asb_incident
    join period on period.id = asb_incident.period_id
    join reporting_area on reporting_area.number = asb_incident.area_number
    where
        asb_incident.rate_per_1000_population is not null
        and reporting_area.area_id <> 'england-and-wales-and-btp'
)
select
    area.name as area,
    cast('mid-' || estimate.year as text) as day,
    estimate.people,
    cast(case
        when estimate.edition = 'revised' and dataset_table.status = 'absent'
            then 'as revised, to the nearest 100 (table P3)'
        when estimate.edition = 'revised' then 'as revised, to the nearest 100 (table P9)'
        else 'as first used, implied by the rates of table P7'
    end as text) as edition_label,
    cast(estimate.edition as text) as edition,
    estimate.year,
    area.kind as area_kind,
    area.id as area_id,
    dataset.id as dataset_id,
    estimate.dataset_number,
    estimate.area_number
from estimate
join dataset on dataset.number = estimate.dataset_number
left join dataset_table
    on dataset_table.dataset_number = estimate.dataset_number
    and dataset_table.name = 'P9'
join reporting_area on reporting_area.number = estimate.area_number
join area on area.id = reporting_area.area_id
order by estimate.dataset_number, estimate.area_number, estimate.year, estimate.edition desc;
