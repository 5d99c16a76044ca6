-- Which grades does each scale have, the best first?
create view scale_step as
select
    scale.label as scale,
    grade.label as grade,
    scale_grade.rank,
    scale_grade.scale_id,
    scale_grade.grade_id
from scale_grade
join scale on scale.id = scale_grade.scale_id
join grade on grade.id = scale_grade.grade_id
order by scale.label, scale_grade.rank is null, scale_grade.rank;
