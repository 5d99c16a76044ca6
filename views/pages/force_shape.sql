-- Where is each force on the map? One row per force area and map that it is drawn on, in the order
-- of drawing: what has a mark of its own comes after what it may lie over.
create view force_shape as
select
    force.short_name as force,
    area_shape.inset,
    area_shape.path,
    area_shape.label_x,
    area_shape.label_y,
    area_shape.point_x,
    area_shape.point_y,
    area_shape.area_id
from area_shape
join force on force.area_id = area_shape.area_id
order by
    area_shape.inset,
    area_shape.point_x is not null,
    area_shape.label_x is null,
    area_shape.area_id;
