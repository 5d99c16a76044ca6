-- A name in area_name means one area, and no area or force of that name is another one.
select area_name.printed, area_name.area_id, other.area_id as other_area_id, 'two areas have the name' as why
from area_name
join (
    select name, id as area_id from area
    union all
    select name, area_id from force
    union all
    select printed, area_id from area_name
) as other
    on lower(replace(other.name, '&', 'and')) = lower(replace(area_name.printed, '&', 'and'))
    and other.area_id <> area_name.area_id
union all
select printed, area_id, null, 'no statistics are counted by this area'
from area_name
where area_id not in (select area_id from reporting_area);
