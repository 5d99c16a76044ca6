-- Each force has a number in the tables of open statistics.
select area_id, 'no row of reporting_area' as why
from force
where area_id not in (select area_id from reporting_area);
