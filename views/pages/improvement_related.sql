-- Which improvements does one follow up, and which follow it up?
create view improvement_related as
with pair as (
    select later_improvement_id as improvement_id, earlier_improvement_id as other_improvement_id,
        'earlier' as other_is, relation, note
    from improvement_link
    union all
    select earlier_improvement_id, later_improvement_id, 'later', relation, note
    from improvement_link
)
select
    pair.improvement_id,
    cast(pair.other_is as text) as other_is,
    cast(pair.relation as text) as relation,
    cast(pair.note as text) as note,
    other.summary,
    other.kind,
    other.raised_by,
    other.inferred_from,
    other.raised_on,
    other.raised_from,
    other.raised_to,
    other.status,
    other.status_basis,
    other.last_reported_on,
    other.last_reported_from,
    other.last_reported_to,
    other.state,
    other.open_because,
    other.entry,
    other.stands_for,
    other.place,
    other.status_id,
    cast(pair.other_improvement_id as text) as other_improvement_id
from pair
join improvement_status as other on other.improvement_id = pair.other_improvement_id
order by pair.improvement_id, other.raised_on, pair.other_is, pair.other_improvement_id;
