-- Every item is set against the record exactly once.
select
    count_by_list.list_id,
    count_by_list.items,
    'items set against the record do not add up to the list' as why
from count_by_list
where
    count_by_list.items <> (
        select count(*) from item_against_record
        where
            item_against_record.list_id = count_by_list.list_id
            and item_against_record.together is not null
    );
