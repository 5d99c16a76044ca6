-- How do the items of each report stand? The reports of a list add up to it.
create view count_by_report as
select
    list,
    cast(coalesce(report, '(no report named)') as text) as report,
    cast(count(*) as integer) as items,
    cast(sum(is_open) as integer) as open,
    cast(sum(not is_open) as integer) as closed,
    cast(sum(due = 'overdue') as integer) as overdue,
    cast(sum(due = 'not yet due') as integer) as not_yet_due,
    cast(sum(due = 'no target date') as integer) as no_target_date,
    list_id
from item_shown
group by list_id, report
order by list_id, report is null, report;
