-- How many relations among the numbers of each report hold, and how many do not?
create view arithmetic_total as
select
    arithmetic.verdict,
    cast(count(*) as integer) as relations,
    arithmetic.inspection_id,
    inspection.force_id
from arithmetic
join inspection on inspection.id = arithmetic.inspection_id
group by arithmetic.inspection_id, inspection.force_id, arithmetic.verdict
order by arithmetic.inspection_id, arithmetic.verdict;
