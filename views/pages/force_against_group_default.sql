-- How does each force compare with the forces most like it, in the 12 months shown where nobody chooses?
create view force_against_group_default as
select force_against_group.*
from statistic_default_period
join force_against_group
    on force_against_group.statistic_id = statistic_default_period.statistic_id
    and force_against_group.period_end = statistic_default_period.period_end
order by statistic_default_period.statistic_id, force_against_group.force;
