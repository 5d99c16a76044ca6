-- How much can rounding hide of a number that is printed with so many decimals? What rounds to it lies
-- within half a step of it.
create view half_step as
select cast(column1 as integer) as decimals, cast(column2 as real) as half
from (values (0, 0.5), (1, 0.05), (2, 0.005), (3, 0.0005), (4, 0.00005))
order by decimals;
