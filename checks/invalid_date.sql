-- Days, months and years are real ones.
with day(kind, id, value) as (
    select 'document', id, published_on from document
    union all select 'inspection', id, fieldwork_start from inspection
    union all select 'inspection', id, fieldwork_end from inspection
    union all select 'inspection', id, published_on from inspection
    union all select 'improvement', id, deadline from improvement
    union all select 'improvement_event', id, happened_on from improvement_event
    union all select 'response', id, published_on from response
    union all select 'response', id, report_published_on from response
    union all select 'publication', id, published_on from publication
    union all select 'publication_statement', publication_id, published_on from publication_statement
    union all select 'monitoring_event', id, happened_on from monitoring_event
    union all select 'monitoring_statement', monitoring_event_id, happened_on from monitoring_statement
)
select kind, id, value || ' is no day, month or year' as why
from day
where
    value is not null
    and date(value || substr('-01-01', length(value) - 3), '+0 days') is not value
        || substr('-01-01', length(value) - 3);
