-- How does a force compare with the forces most like it? Two averages of its group are given, without the
-- force itself: the mean of the forces, each counting once, and the rate of all of them together. A
-- force that is not ranked on a statistic counts for neither.
create view force_against_group as
select
    statistic.label as statistic,
    force.short_name as force,
    period.label as period,
    cast(round(own.value, 2) as real) as value,
    cast(round(avg(near.value), 2) as real) as group_mean,
    cast(round(case statistic.kind
        when 'change' then 100.0 * (sum(near.numerator) - sum(near.denominator)) / sum(near.denominator)
        when 'share' then 100.0 * sum(near.numerator) / sum(near.denominator)
        else 1000.0 * sum(near.numerator) / sum(near.denominator)
    end, 2) as real) as group_together,
    cast(round(own.value - avg(near.value), 2) as real) as difference_from_mean,
    cast(iif(own.band is null, null, 1 + sum(near.value > own.value)) as integer) as rank_in_group,
    cast(iif(own.band is null, null, 1 + count(*)) as integer) as ranked_in_group,
    cast(count(*) as integer) as forces_counted,
    force_group.group_forces,
    cast(round(min(near.value), 2) as real) as lowest_in_group,
    cast(round(max(near.value), 2) as real) as highest_in_group,
    unit.label as unit,
    period.end_day as period_end,
    own.statistic_id,
    force.area_id as force_id,
    own.period_id
from statistic_number as own
cross join reporting_area on reporting_area.number = own.area_number
cross join force on force.area_id = reporting_area.area_id
cross join statistic on statistic.id = own.statistic_id
cross join unit on unit.id = statistic.unit_id
cross join period on period.id = own.period_id
cross join force_group on force_group.force_id = force.area_id and force_group.in_group
cross join reporting_area as near_area on near_area.area_id = force_group.other_force_id
cross join statistic_number as near
    on near.statistic_id = own.statistic_id
    and near.period_id = own.period_id
    and near.area_number = near_area.number
    and near.band is not null
-- The force among the keys lets SQLite look at one force alone.
group by own.statistic_id, own.period_id, own.area_number, force.area_id
order by own.statistic_id, own.period_id, own.area_number;
