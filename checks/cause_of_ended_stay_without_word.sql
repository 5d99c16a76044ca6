-- Where the end of a stay in Engage has been read, the history of each of its causes of concern says so, unless it
-- was closed or followed up before: a cause that is "only seen raised" would hide what was read.
select cause.improvement_id, cause.moved_in_id as monitoring_event_id, 'no word on it at the end of the stay' as why
from monitoring_stay_cause as cause
join improvement_status as status on status.improvement_id = cause.improvement_id
where
    cause.moved_out_id is not null
    and status.state not in ('closed', 'followed up')
    and not exists (
        select 1 from improvement_event as event
        where
            event.improvement_id = cause.improvement_id
            and event.said_by = 'inspectorate'
            and event.happened_to >= cause.moved_out_from
    );
