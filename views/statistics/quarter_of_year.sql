-- Which quarters make up each 12 months?
create view quarter_of_year as
select
    twelve_months.label as period,
    quarter.label as quarter,
    twelve_months.id as period_id,
    quarter.id as quarter_id
from period as twelve_months
join period as quarter
    on quarter.months = 3
    and quarter.start_day >= twelve_months.start_day
    and quarter.end_day <= twelve_months.end_day
where twelve_months.months = 12
order by twelve_months.id, quarter.id;
