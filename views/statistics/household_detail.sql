-- How many households does an area have?
create view household_detail as
select
    area.name as area,
    cast('mid-' || household.year as text) as day,
    household.households,
    household.year,
    area.kind as area_kind,
    area.id as area_id,
    dataset.id as dataset_id,
    household.dataset_number,
    household.area_number
from household
join dataset on dataset.number = household.dataset_number
join reporting_area on reporting_area.number = household.area_number
join area on area.id = reporting_area.area_id
order by household.dataset_number, household.area_number, household.year;
