-- Where does each force stand on each statistic, in the 12 months shown where nobody chooses?
create view statistic_rank_default as
select statistic_rank.*
from statistic_default_period
join statistic_rank
    on statistic_rank.statistic_id = statistic_default_period.statistic_id
    and statistic_rank.period_end = statistic_default_period.period_end
join statistic on statistic.id = statistic_default_period.statistic_id
order by statistic.outcome_number is not null, statistic.outcome_number, statistic.label, statistic_rank.force;
