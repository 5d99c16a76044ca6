-- What a page says of an improvement on the day that it raises it is no status of it: it may be on its way, or it
-- speaks of an earlier one. Only a later statement says how it stands.
select event.improvement_id, event.id as improvement_event_id, 'a status on the day that it was raised' as why
from improvement_event as event
join improvement_event as raised
    on raised.improvement_id = event.improvement_id and raised.position = 1 and raised.status = 'raised'
join citation as place on place.id = event.citation_id
join citation as raised_place on raised_place.id = raised.citation_id
where
    event.said_by = 'inspectorate'
    and event.status not in ('raised', 'not-stated')
    and event.happened_from <= raised.happened_to
    and (event.inspection_id = raised.inspection_id or place.document_id = raised_place.document_id);
