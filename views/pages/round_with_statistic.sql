-- Which rounds can be set beside statistics of their time, as a menu offers them?
create view round_with_statistic as
select framework.id as value, framework.label
from framework
where framework.id in (select framework_id from statistic_of_round)
order by framework.position desc;
