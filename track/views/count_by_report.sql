-- How do the items of each report stand? The reports of a list add up to it.
create view count_by_report as
select
    list,
    coalesce(report, '(no report named)') as report,
    count(*) as items,
    sum(is_open) as open,
    sum(not is_open) as closed,
    sum(due = 'overdue') as overdue,
    sum(due = 'not yet due') as not_yet_due,
    sum(due = 'no target date') as no_target_date,
    list_id
from item_shown
group by list_id, report
order by list_id, report is null, report;
