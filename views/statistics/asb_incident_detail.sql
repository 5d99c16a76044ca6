-- How many incidents of anti-social behaviour were recorded, where and in which 12 months?
create view asb_incident_detail as
select
    area.name as area,
    period.label as period,
    asb_incident.incidents,
    asb_incident.missing_reason,
    asb_incident.rate_per_1000_population,
    area.kind as area_kind,
    period.start_day as period_start,
    period.end_day as period_end,
    area.id as area_id,
    dataset.id as dataset_id,
    asb_incident.dataset_number,
    asb_incident.period_id,
    asb_incident.area_number
from asb_incident
join dataset on dataset.number = asb_incident.dataset_number
join period on period.id = asb_incident.period_id
join reporting_area on reporting_area.number = asb_incident.area_number
join area on area.id = reporting_area.area_id
order by asb_incident.dataset_number, asb_incident.period_id, asb_incident.area_number;
