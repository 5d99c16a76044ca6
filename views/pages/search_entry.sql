-- What can be found by its words? One row per force, grade, other name, inspection, improvement, practice, theme,
-- measure, value, term, named operation or unit, rule, warning, stay in Engage and, where a report has been loaded, passage.
create view search_entry as
select
    cast('force' as text) as kind,
    area_id as id,
    name as title,
    cast('Police force, ' || region || coalesce(
        '. Also known as: '
        || (
            select group_concat(alias, ', ')
            from (select alias from alias where alias.force_id = force.area_id order by alias)
        ),
        ''
    ) as text) as text,
    cast(null as text) as place,
    cast(null as integer) as page,
    area_id as force_id,
    cast(null as text) as topic_id
from force
union all
-- One row per grade given or carried over, so that it is found by force, word, subject or year.
select
    'grade',
    grade_cell.inspection_id || '/' || grade_cell.question_id,
    grade_cell.force || ': ' || grade_cell.grade || ', ' || grade_cell.topic || ', ' || grade_cell.year,
    grade_cell.framework || ', ' || grade_cell.pillar || ': ' || grade_cell.question
        || coalesce('. Carried over from ' || grade_cell.carried_over_from, '')
        || iif(grade_cell.doubtful, '. Doubtful', ''),
    null,
    null,
    grade_cell.force_id,
    grade_cell.topic_id
from grade_cell
where grade_cell.status in ('graded', 'carried over')
union all
select 'other name', id, alias || ': ' || means, note, null, null, null, null
from alias
where force_id is null and kind <> 'word'
union all
select
    'inspection',
    inspection.id,
    inspection.label,
    framework.label || coalesce(', ' || pillar.label, ''),
    null,
    null,
    inspection.force_id,
    null
from inspection
join framework on framework.id = inspection.framework_id
left join pillar on pillar.id = inspection.pillar_id
union all
select
    'improvement',
    improvement_id,
    summary,
    kind || ', ' || iif(is_counted, status, state || ': ' || status) || ', ' || topic || ', '
        || coalesce(raised_by, 'inferred from ' || inferred_from),
    place,
    page,
    force_id,
    topic_id
from improvement_status
union all
select
    'stay',
    moved_in_id,
    force || ': in Engage from ' || substr(moved_in_on, 1, 4)
        || coalesce(' to ' || substr(moved_out_on, 1, 4), '; no move out found'),
    'Enhanced monitoring. ' || reasons || coalesce(' ' || ended_by, ''),
    null,
    null,
    force_id,
    null
from monitoring_stay
union all
select
    'practice',
    inspection_id || '/' || practice_id,
    force || ': ' || summary,
    kind || ', ' || topic || ', ' || inspection || coalesce('. ' || text, ''),
    place,
    page,
    force_id,
    topic_id
from practice_detail
union all
select 'theme', id, label, definition, null, null, null, null
from theme
union all
select
    'measure',
    id,
    label,
    definition || coalesce(' ' || numerator || ' of ' || denominator, '') || ' ' || coalesce(
        (
            select group_concat(label, ', ') from (
                select subject.label from measure_subject
                join subject on subject.id = measure_subject.subject_id
                where measure_subject.measure_id = measure.id
                order by subject.label
            )
        ),
        ''
    ),
    null,
    null,
    null,
    topic_id
from measure
union all
select
    'value',
    observation_id,
    measure || ', ' || area || ': ' || coalesce(stated, replace(missing_reason, '-', ' ')),
    coalesce(period, '') || coalesce('. ' || note, ''),
    place,
    page,
    null,
    topic_id
from observation_detail
where restates_id is null
union all
select
    'term',
    glossary_term.id,
    glossary_term.term || coalesce(' (' || glossary_term.abbreviation || ')', ''),
    glossary_term.definition,
    citation_detail.place,
    citation_detail.page,
    null,
    glossary_term.topic_id
from glossary_term
join citation_detail on citation_detail.citation_id = glossary_term.citation_id
union all
select
    'initiative',
    initiative.id,
    initiative.name,
    initiative.kind || ': ' || initiative.purpose,
    citation_detail.place,
    citation_detail.page,
    null,
    initiative.topic_id
from initiative
join citation_detail on citation_detail.citation_id = initiative.citation_id
union all
select
    'rule', method_rule.id, method_rule.label, method_rule.summary, citation_detail.place,
    citation_detail.page, null, null
from method_rule
join citation_detail on citation_detail.citation_id = method_rule.citation_id
union all
select
    'caveat', caveat_id, effect || coalesce(': ' || against, ''), summary, place, page, null, topic_id
from caveat_detail
union all
select
    'passage', cast(passage_id as text), section, text, 'page ' || page, page, null, null
from passage_detail
order by kind, id;
