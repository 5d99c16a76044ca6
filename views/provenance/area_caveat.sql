-- Which warnings name an area? One row per warning and area, with the warning in words.
create view area_caveat as
select
    area.name as area,
    caveat_detail.*,
    caveat_area.area_id
from caveat_area
join area on area.id = caveat_area.area_id
join caveat_detail on caveat_detail.caveat_id = caveat_area.caveat_id
order by area.name, caveat_detail.effect, caveat_detail.page, caveat_detail.caveat_id;
