-- There are 43 territorial forces, and every force area is one of them.
select 'force' as what, count(*) || ' forces' as why from force having count(*) <> 43
union all
select area.id, 'a force area without a force'
from area
left join force on force.area_id = area.id
where (area.kind = 'force') <> (force.area_id is not null);
