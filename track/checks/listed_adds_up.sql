-- Items on the latest list and those that have gone from it add up to the items, and those on
-- it are as many as it was imported with.
select
    count_by_list.list_id,
    count_by_list.items,
    'items on the list and gone from it do not add up' as why
from count_by_list
join snapshot_shown
    on snapshot_shown.list_id = count_by_list.list_id and snapshot_shown.is_latest
where
    count_by_list.items <> count_by_list.on_latest_list + count_by_list.not_on_latest_list
    or count_by_list.on_latest_list <> snapshot_shown.items;
