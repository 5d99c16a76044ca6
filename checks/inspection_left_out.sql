-- Every inspection is in each list that is sorted by day, whether or not its day is known.
with listed as (
    select id as inspection_id, 'feed_entry' as list from feed_entry where kind = 'inspection'
    union all
    select inspection_id, 'force_timeline' from force_timeline where kind = 'report'
    union all
    select inspection_id, 'inspection_date' from inspection_date
),
list as (
    select 'feed_entry' as list union all select 'force_timeline' union all select 'inspection_date'
)
select inspection.id as inspection_id, 'is not in ' || list.list as why
from inspection
cross join list
left join listed on listed.inspection_id = inspection.id and listed.list = list.list
where listed.inspection_id is null
order by inspection.id, list.list;
