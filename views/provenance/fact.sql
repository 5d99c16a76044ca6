-- Everything held, of whatever kind, as one list: what does a page state, what is said
-- about a topic?
create view fact as
-- Each part has its document, so that a lookup of one document reads that document's facts only.
with stated(kind, id, topic_id, label, says, inspection_id, citation_id, document_id) as (
    select
        'judgment',
        judgment.inspection_id || '/' || judgment.question_id,
        question.topic_id,
        question.label,
        grade.label || ' (' || inspection.label || ')',
        judgment.inspection_id,
        citation.id,
        citation.document_id
    from judgment
    join judgment_evidence using (inspection_id, question_id)
    join question on question.id = judgment.question_id
    join grade on grade.id = judgment_evidence.grade_id
    join inspection on inspection.id = judgment.inspection_id
    join citation on citation.id = judgment_evidence.citation_id
    union all
    select
        improvement.kind, improvement.id, improvement.topic_id,
        replace(improvement.kind, '-', ' ') || iif(improvement.basis = 'implied', ', inferred', ''),
        improvement.summary, coalesce(improvement.inspection_id, improvement.inferred_from_id),
        citation.id, citation.document_id
    from improvement
    join citation on citation.id = improvement.citation_id
    union all
    select
        'progress', improvement_event.id, improvement.topic_id, improvement.summary,
        improvement_event.status || ': ' || improvement_event.summary,
        improvement_event.inspection_id, citation.id, citation.document_id
    from improvement_event
    join improvement on improvement.id = improvement_event.improvement_id
    join citation on citation.id = improvement_event.citation_id
    where improvement_event.citation_id <> improvement.citation_id
    union all
    select
        'value', observation_id, topic_id, measure,
        area || ': ' || coalesce(stated, missing_reason) || ', ' || period
            || coalesce(', compared with ' || compared_with, ''),
        inspection_id, citation.id, citation.document_id
    from observation_detail
    join citation on citation.id = observation_detail.citation_id
    union all
    select 'caveat', caveat.id, caveat.topic_id, caveat_effect.label, caveat.summary, null,
        citation.id, citation.document_id
    from caveat
    join caveat_effect on caveat_effect.id = caveat.effect_id
    join citation on citation.id = caveat.citation_id
    union all
    select 'method', method_rule.id, null, label, summary, null, citation.id, citation.document_id
    from method_rule
    join citation on citation.id = method_rule.citation_id
    union all
    select 'figure', figure.id, null, 'Figure ' || number, caption, null, citation.id, citation.document_id
    from figure
    join citation on citation.id = figure.citation_id
    union all
    select 'term', glossary_term.id, topic_id, term, definition, null, citation.id, citation.document_id
    from glossary_term
    join citation on citation.id = glossary_term.citation_id
    union all
    select 'initiative', initiative.id, topic_id, name, purpose, null, citation.id, citation.document_id
    from initiative
    join citation on citation.id = initiative.citation_id
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
    stated.document_id,
    citation_detail.document,
    citation_detail.url
from stated
join citation_detail on citation_detail.citation_id = stated.citation_id
left join topic on topic.id = stated.topic_id
order by stated.document_id, citation_detail.page, stated.kind, stated.id;
