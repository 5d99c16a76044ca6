-- From list to list: open before, and new, and opened again, less closed, is open after; and
-- each list begins where the one before ended, and the last ends at what is counted open.
select
    movement.list_id,
    movement.number,
    'the movement between lists does not add up' as why
from movement
left join movement as before
    on before.list_id = movement.list_id and before.number = movement.number - 1
left join snapshot_shown
    on snapshot_shown.snapshot_id = movement.snapshot_id and snapshot_shown.is_latest
left join count_by_list
    on count_by_list.list_id = snapshot_shown.list_id
where
    movement.open_after
        <> movement.open_before + movement.new_and_open + movement.opened_again - movement.closed
    or movement.open_before <> coalesce(before.open_after, 0)
    or count_by_list.open <> movement.open_after;
