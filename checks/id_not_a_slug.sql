-- Ids are made of lower-case letters, digits and hyphens, so that they can be linked.
-- by_force
with named(kind, id) as (
    select 'area', id from area
    union all select 'topic', id from topic
    union all select 'framework', id from framework
    union all select 'question', id from question
    union all select 'question_link', id from question_link
    union all select 'site', id from site
    union all select 'document', id from document
    union all select 'publication', id from publication
    union all select 'section', id from section
    union all select 'citation', id from citation
    union all select 'inspection', id from inspection
    union all select 'improvement', id from improvement
    union all select 'improvement_event', id from improvement_event
    union all select 'practice', id from practice
    union all select 'response', id from response
    union all select 'monitoring_phase', id from monitoring_phase
    union all select 'monitoring_event', id from monitoring_event
    union all select 'measure', id from measure
    union all select 'subject', id from subject
    union all select 'similarity_measure', id from similarity_measure
    union all select 'force_number', id from force_number
    union all select 'reported_error', id from reported_error
    union all select 'figure', id from figure
    union all select 'observation', id from observation
    union all select 'caveat', id from caveat
    union all select 'method_rule', id from method_rule
    union all select 'glossary_term', id from glossary_term
    union all select 'initiative', id from initiative
)
select kind, id, 'not a slug' as why
from named
where id glob '*[^a-z0-9-]*' or id glob '-*' or id glob '*-' or id glob '*--*';
