-- A value stated again points at the first statement: no two unlinked rows say the same thing.
-- by_force
select min(id) as observation_id, count(*) || ' rows: ' || group_concat(id, ', ') as why
from observation
where restates_id is null
group by
    inspection_id, measure_id, area_id, period_start, period_end, period_note,
    baseline_start, baseline_end,
    -- A force left out of two figures is left out twice.
    case when value is null then figure_id end
having count(*) > 1;
