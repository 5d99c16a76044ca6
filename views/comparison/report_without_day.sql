-- Of which reports is the day of publication not known, and how close do we come to it? Revisits with no
-- report of their own are left out.
create view report_without_day as
select
    force.short_name as force,
    inspection.label as inspection,
    framework.label as framework,
    framework.year,
    inspection_date.published_on,
    inspection_date.published_basis,
    inspection_date.published_from,
    inspection_date.published_to,
    cast(case
        when inspection_date.published_basis = 'stated' then
            iif(length(inspection_date.published_on) = 7, 'month stated', 'year stated')
        when inspection_date.published_basis = 'page-date' then 'a page that tells of it has a date'
        when inspection_date.published_basis = 'round' then 'dates of other reports of its round only'
        else 'nothing'
    end as text) as known,
    inspection.id as inspection_id,
    inspection.framework_id,
    inspection.force_id
from inspection
join inspection_date on inspection_date.inspection_id = inspection.id
join force on force.area_id = inspection.force_id
join framework on framework.id = inspection.framework_id
where
    inspection.kind <> 'revisit'
    and (inspection_date.published_basis <> 'stated' or length(inspection_date.published_on) < 10)
order by framework.position desc, force.short_name, inspection.id;
