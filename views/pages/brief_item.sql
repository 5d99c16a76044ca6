-- What does the brief of a force list, and in which order? Causes of concern, areas for improvement
-- and recommendations; what is said to be open before what was only seen raised.
create view brief_item as
select
    status.force,
    status.summary,
    status.kind,
    status.state,
    status.status,
    status.status_basis,
    status.raised_on,
    status.raised_from,
    status.raised_to,
    status.last_reported_on,
    status.last_reported_from,
    status.last_reported_to,
    status.is_closed,
    status.doubt,
    status.improvement_id,
    status.force_id,
    status.kind_id,
    status.status_id
from improvement_status as status
where
    status.kind_id <> 'finding'
    and status.state in ('open', 'only seen raised', 'closed')
order by
    status.force_id,
    status.is_closed,
    status.kind_id = 'cause-of-concern' desc,
    status.state = 'open' desc,
    status.kind_id = 'area-for-improvement' desc,
    coalesce(status.raised_from, '') desc,
    status.improvement_id;
