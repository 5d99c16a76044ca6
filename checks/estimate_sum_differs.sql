-- The population and the households of the forces add to England and Wales, but for the
-- rounding of each to the nearest 100.
with estimate(what, dataset_number, year, area_number, number) as (
    select 'people', * from population
    union all
    select 'households', * from household
)
select country.what, country.year, country.number as printed, sum(forces.number) as added,
    'the forces do not add to England and Wales' as why
from estimate as country
join reporting_area on reporting_area.number = country.area_number
join estimate as forces
    on forces.what = country.what
    and forces.dataset_number = country.dataset_number
    and forces.year = country.year
join reporting_area as force_area on force_area.number = forces.area_number
join force on force.area_id = force_area.area_id
where reporting_area.area_id = 'england-and-wales'
group by country.what, country.dataset_number, country.year
having abs(country.number - sum(forces.number)) > 44 * 50 or count(*) <> (select count(*) from force);
