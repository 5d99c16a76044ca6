-- A statistic's value is what its numerator and denominator make of it, and the forces are
-- ranked without a gap: as many stand above a force as its place says.
select statistic_number.statistic_id, period_id, area_number, value,
    'not what numerator and denominator make' as why
from statistic_number
join statistic on statistic.id = statistic_number.statistic_id
where
    abs(value - case statistic.kind
        when 'rate' then 1000.0 * numerator / denominator
        when 'share' then 100.0 * numerator / denominator
        else 100.0 * (numerator - denominator) / denominator
    end) > 1e-9 * max(1, abs(value))
union all
select statistic_id, period_id, area_number, value, 'not in the place that its value gives it'
from (
    select *, rank() over (
        partition by statistic_id, period_id order by value desc
    ) as place
    from statistic_number
    where rank_from_highest is not null
)
where place <> rank_from_highest;
