-- Which forces are most like a force? Its group is the seven nearest, without those that are more than
-- one standard deviation away: a force with no neighbour as near as that has no group.
create view force_group as
select
    force_distance.force,
    force_distance.other_force,
    force_distance.nearness,
    force_distance.distance,
    cast(force_distance.distance <= 1 as integer) as in_group,
    cast(sum(force_distance.distance <= 1) over (partition by force_distance.force_id) as integer)
        as group_forces,
    force_distance.alike_in,
    force_distance.unlike_in,
    force_distance.force_id,
    force_distance.other_force_id
from force_distance
where force_distance.nearness <= 7
order by force_distance.force_id, force_distance.nearness;
