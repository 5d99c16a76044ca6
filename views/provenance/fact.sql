-- Everything held, of whatever kind, as one list: what does a page state, what is said
-- about a topic?
create view fact as
with stated(kind, id, topic_id, label, says, inspection_id, citation_id) as (
    select
        'judgment',
        judgment.inspection_id || '/' || judgment.question_id,
        question.topic_id,
        question.label,
        grade.label || ' (' || inspection.label || ')',
        judgment.inspection_id,
        judgment_evidence.citation_id
    from judgment
    join judgment_evidence using (inspection_id, question_id)
    join question on question.id = judgment.question_id
    join grade on grade.id = judgment_evidence.grade_id
    join inspection on inspection.id = judgment.inspection_id
    union all
    select
        kind, id, topic_id,
        replace(kind, '-', ' ') || iif(basis = 'implied', ', inferred', ''),
        summary, coalesce(inspection_id, inferred_from_id), citation_id
    from improvement
    union all
    select
        'progress', improvement_event.id, improvement.topic_id, improvement.summary,
        improvement_event.status || ': ' || improvement_event.summary,
        improvement_event.inspection_id, improvement_event.citation_id
    from improvement_event
    join improvement on improvement.id = improvement_event.improvement_id
    where improvement_event.citation_id <> improvement.citation_id
    union all
    select
        'value', observation_id, topic_id, measure,
        area || ': ' || coalesce(stated, missing_reason) || ', ' || period
            || coalesce(', compared with ' || compared_with, ''),
        inspection_id, citation_id
    from observation_detail
    union all
    select 'caveat', caveat.id, caveat.topic_id, caveat_effect.label, caveat.summary, null,
        caveat.citation_id
    from caveat
    join caveat_effect on caveat_effect.id = caveat.effect_id
    union all
    select 'method', id, null, label, summary, null, citation_id
    from method_rule
    union all
    select 'figure', id, null, 'Figure ' || number, caption, null, citation_id
    from figure
    union all
    select 'term', id, topic_id, term, definition, null, citation_id
    from glossary_term
    union all
    select 'initiative', id, topic_id, name, purpose, null, citation_id
    from initiative
)
select
    cast(stated.kind as text) as kind,
    stated.label,
    cast(stated.says as text) as says,
    topic.label as topic,
    citation_detail.page,
    citation_detail.place,
    cast(stated.id as text) as id,
    stated.topic_id,
    stated.inspection_id,
    citation_detail.document_id,
    citation_detail.document,
    citation_detail.url
from stated
join citation_detail on citation_detail.citation_id = stated.citation_id
left join topic on topic.id = stated.topic_id
order by citation_detail.document_id, citation_detail.page, stated.kind, stated.id;
