-- What is each statistic for England and Wales, beside which a force's value is set?
create view statistic_of_england_and_wales as
select
    statistic_number.statistic_id,
    statistic_number.period_id,
    statistic_number.value,
    statistic_number.numerator,
    statistic_number.denominator
from statistic_number
where
    statistic_number.area_number = (
        select number from reporting_area where area_id = 'england-and-wales'
    )
order by statistic_number.statistic_id, statistic_number.period_id;
