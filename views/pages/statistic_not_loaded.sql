-- Which statistics have no value, because no file of them is loaded?
create view statistic_not_loaded as
select statistic.label as statistic, statistic.id as statistic_id
from statistic
where not exists (select 1 from statistic_number where statistic_number.statistic_id = statistic.id)
order by statistic.outcome_number, statistic.label;
