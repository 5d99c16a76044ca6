-- The reports of a list add up to the list.
select
    count_by_list.list_id,
    count_by_list.items,
    'its reports do not add up to the list' as why
from count_by_list
join count_by_report on count_by_report.list_id = count_by_list.list_id
group by count_by_list.list_id
having
    count_by_list.items <> sum(count_by_report.items)
    or count_by_list.open <> sum(count_by_report.open)
    or count_by_list.closed <> sum(count_by_report.closed)
    or count_by_list.overdue <> sum(count_by_report.overdue)
    or count_by_list.not_yet_due <> sum(count_by_report.not_yet_due)
    or count_by_list.no_target_date <> sum(count_by_report.no_target_date);
