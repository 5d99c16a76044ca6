-- How far is each force from each other one by what their areas are like, and in what are the two alike?
-- The distance is the root mean square of the differences in standard deviations, so that at a
-- distance of 1 two forces lie about one standard deviation apart on each measure.
create view force_distance as
with difference as (
    select
        one.force_id,
        other.force_id as other_force_id,
        one.force,
        other.force as other_force,
        other.in_scale,
        one.similarity_measure,
        similarity_measure.position,
        abs(one.deviations_from_mean - other.deviations_from_mean) as apart
    from force_similarity as one
    join force_similarity as other
        on other.similarity_measure_id = one.similarity_measure_id
        and other.force_id <> one.force_id
    join similarity_measure on similarity_measure.id = one.similarity_measure_id
),
pair as (
    select
        force,
        other_force,
        force_id,
        other_force_id,
        round(sqrt(avg(apart * apart)), 3) as distance,
        group_concat(similarity_measure, ', ') filter (where apart <= 0.5) as alike_in,
        group_concat(similarity_measure, ', ') filter (where apart > 1) as unlike_in
    from (select * from difference where in_scale order by force_id, other_force_id, position)
    group by force_id, other_force_id
)
select
    force,
    other_force,
    cast(distance as real) as distance,
    cast(row_number() over (partition by force_id order by distance, other_force_id) as integer) as nearness,
    cast(alike_in as text) as alike_in,
    cast(unlike_in as text) as unlike_in,
    force_id,
    other_force_id
from pair
order by force_id, nearness;
