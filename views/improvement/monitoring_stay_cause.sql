-- On which causes of concern was a force in Engage during each stay, and what became of each? A cause is
-- named as a reason for the move in, was added during the stay, or is known from the move out only.
create view monitoring_stay_cause as
with named as (
    select
        monitoring_stay.moved_in_id,
        monitoring_concern.improvement_id,
        min(monitoring_concern.relation) filter (where monitoring_concern.relation in ('reason', 'added')) as on_the_way_in,
        min(monitoring_concern.relation) filter (where monitoring_concern.relation in ('closed', 'remaining')) as on_the_way_out,
        max(monitoring_concern.note) filter (where monitoring_concern.relation in ('reason', 'added')) as note_in,
        max(monitoring_concern.note) filter (where monitoring_concern.relation in ('closed', 'remaining')) as note_out
    from monitoring_stay
    join monitoring_concern
        on monitoring_concern.monitoring_event_id in (monitoring_stay.moved_in_id, monitoring_stay.moved_out_id)
    group by monitoring_stay.moved_in_id, monitoring_concern.improvement_id
)
select
    monitoring_stay.force,
    monitoring_stay.moved_in_on,
    monitoring_stay.moved_in_from,
    monitoring_stay.moved_in_to,
    monitoring_stay.moved_out_on,
    monitoring_stay.moved_out_from,
    monitoring_stay.moved_out_to,
    cast(case named.on_the_way_in
        when 'reason' then 'reason for the move in'
        when 'added' then 'added during the stay'
        else 'named at the move out only'
    end as text) as connection,
    cast(coalesce(
        named.on_the_way_out,
        iif(
            improvement_status.is_closed and improvement_status.last_status_to < monitoring_stay.moved_out_from,
            'closed before', null
        ),
        'not stated'
    ) as text) as at_the_move_out,
    improvement_status.topic,
    improvement_status.summary as cause_of_concern,
    improvement_status.raised_on,
    improvement_status.raised_from,
    improvement_status.raised_to,
    improvement_status.state,
    improvement_status.status,
    improvement_status.status_basis,
    improvement_status.last_reported_on,
    improvement_status.last_reported_from,
    improvement_status.last_reported_to,
    improvement_status.last_status_doubt,
    cast(coalesce(named.note_in || ' ' || named.note_out, named.note_in, named.note_out) as text) as note,
    named.improvement_id,
    named.moved_in_id,
    monitoring_stay.moved_out_id,
    improvement_status.status_id,
    improvement_status.topic_id,
    monitoring_stay.force_id
from named
join monitoring_stay on monitoring_stay.moved_in_id = named.moved_in_id
join improvement_status on improvement_status.improvement_id = named.improvement_id
order by monitoring_stay.moved_in_from, monitoring_stay.force_id, named.on_the_way_in desc, named.improvement_id;
