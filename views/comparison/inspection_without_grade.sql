-- Of which inspections of a force's rounds do we know the report, and none of its grades?
create view inspection_without_grade as
select
    inspection_detail.force,
    inspection_detail.inspection,
    inspection_detail.framework,
    framework.year,
    inspection_detail.force_id,
    inspection_detail.inspection_id,
    inspection_detail.framework_id
from inspection_detail
join framework on framework.id = inspection_detail.framework_id
where
    inspection_detail.judgments = 0
    and inspection_detail.kind = 'inspection'
    and framework.position is not null
order by inspection_detail.force, framework.position, inspection_detail.inspection_id;
