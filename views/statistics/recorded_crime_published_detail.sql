-- What do the yearly tables print of recorded crime, and what does the series by force have
-- for the same year?
create view recorded_crime_published_detail as
with series as (
    select recorded_crime_detail.*
    from recorded_crime_detail
    join dataset_of_period
        on dataset_of_period.dataset_number = recorded_crime_detail.dataset_number
        and dataset_of_period.period_id = recorded_crime_detail.period_id
    where recorded_crime_detail.period_id in (select period_id from recorded_crime_published)
)
select
    area.name as area,
    offence_group.label as offence_group,
    period.label as period,
    published.offences as offences_published,
    published.missing_reason,
    cast(case area.kind when 'country' then (
        select count(*)
        from recorded_crime_published as part
        where
            part.dataset_number = published.dataset_number
            and part.period_id = published.period_id
            and part.group_number = published.group_number
            and part.missing_reason is not null
    ) end as integer) as forces_missing,
    series.offences as offences_in_series,
    cast(series.offences - published.offences as integer) as difference,
    published.change_percent,
    published.rate_per_1000_population,
    published.rate_per_1000_households,
    area.kind as area_kind,
    period.end_day as period_end,
    area.id as area_id,
    offence_group.id as group_id,
    dataset.id as dataset_id,
    series.dataset_id as series_dataset_id
from recorded_crime_published as published
join dataset on dataset.number = published.dataset_number
join offence_group on offence_group.number = published.group_number
join period on period.id = published.period_id
join reporting_area on reporting_area.number = published.area_number
join area on area.id = reporting_area.area_id
left join series
    on series.period_id = published.period_id
    and series.group_number = published.group_number
    and series.area_number = published.area_number
order by published.dataset_number, published.group_number, published.area_number;
