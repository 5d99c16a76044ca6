-- Which single figures do web pages give for a force, for when, and who runs the page?
create view force_number_detail as
select
    force.short_name as force,
    force_number.measure,
    cast(replace(unit.pattern, '{}', force_number.printed) as text) as shown,
    force_number.out_of,
    force_number.period,
    force_number.note,
    citation_detail.document as published_in,
    citation_detail.told_by,
    citation_detail.source_doubt,
    citation_detail.url,
    force_number.value,
    unit.label as unit,
    force_number.force_id,
    force_number.id as force_number_id
from force_number
join force on force.area_id = force_number.force_id
join unit on unit.id = force_number.unit_id
join citation_detail on citation_detail.citation_id = force_number.citation_id
order by force.short_name, force_number.measure, force_number.id;
