-- What did each list say of an item, import by import, and what had changed?
create view item_history as
with said as (
    select
        item_state.*,
        snapshot_shown.taken_on,
        snapshot_shown.number,
        lag(item_state.status) over item as status_before,
        lag(item_state.recommendation) over item as recommendation_before,
        lag(item_state.owner) over item as owner_before,
        lag(item_state.target_date) over item as target_date_before,
        lag(item_state.revised_date) over item as revised_date_before,
        lag(snapshot_shown.number) over item as number_before
    from item_state
    join snapshot_shown on snapshot_shown.snapshot_id = item_state.snapshot_id
    window item as (partition by item_state.item_id order by snapshot_shown.number)
)
select
    list.label as list,
    item.reference,
    said.taken_on,
    cast(replace(said.status, '-', ' ') as text) as status,
    said.status_as_worded,
    cast(case
        when said.number_before is null then 'new on the list'
        else coalesce(
            nullif(
                substr(
                    case when said.number - said.number_before > 1
                        then ', back on the list' else '' end
                    || case when said.status is not said.status_before
                        then ', status' else '' end
                    || case when said.recommendation is not said.recommendation_before
                        then ', recommendation' else '' end
                    || case when said.owner is not said.owner_before
                        then ', owner' else '' end
                    || case when said.target_date is not said.target_date_before
                        then ', target date' else '' end
                    || case when said.revised_date is not said.revised_date_before
                        then ', revised date' else '' end,
                    3
                ),
                ''
            ),
            'none of these'
        )
    end as text) as what_changed,
    said.recommendation,
    said.owner,
    said.target_date,
    said.revised_date,
    said.evidence,
    said.last_update,
    said.line,
    item.list_id,
    item.id as item_id,
    said.snapshot_id
from said
join item on item.id = said.item_id
join list on list.id = item.list_id
order by item.list_id, item.id, said.number;
