-- There are forces, and every force area is one of them.
select 'force' as what, 'no forces' as why where not exists (select 1 from force)
union all
select area.id, 'a force area without a force'
from area
left join force on force.area_id = area.id
where (area.kind = 'force') <> (force.area_id is not null);
