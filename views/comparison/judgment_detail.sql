-- How was a force graded, on which question, when, and where does it say so?
create view judgment_detail as
select
    area.name as force,
    framework.label as framework,
    framework.year,
    question.label as question,
    grade.label as grade,
    grade.symbol,
    topic.label as topic,
    cast(coalesce(
        origin_framework.label,
        case judgment.carried_from_basis
            when 'outside' then 'an earlier inspection outside PEEL'
            when 'not-held' then 'an earlier grade that we do not have'
        end
    ) as text) as carried_over_from,
    origin_framework.year as carried_over_from_year,
    inspection_date.published_on,
    inspection_date.published_basis,
    inspection_date.published_from,
    inspection_date.published_to,
    citation_detail.page,
    citation_detail.place,
    judgment_support.places_stating_grade,
    judgment_support.doubtful,
    judgment_support.why_doubtful,
    citation_detail.document as stated_in,
    citation_detail.url,
    inspection.label as inspection,
    pillar.label as pillar,
    scale_grade.rank as grade_rank,
    framework.scale_id,
    judgment.inspection_id,
    judgment.question_id,
    judgment.grade_id,
    question.topic_id,
    question.framework_id,
    question.pillar_id,
    inspection.force_id
from judgment
join inspection on inspection.id = judgment.inspection_id
join inspection_date on inspection_date.inspection_id = inspection.id
join area on area.id = inspection.force_id
join question on question.id = judgment.question_id
join framework on framework.id = question.framework_id
join pillar on pillar.id = question.pillar_id
join topic on topic.id = question.topic_id
join grade on grade.id = judgment.grade_id
join scale_grade
    on scale_grade.scale_id = framework.scale_id and scale_grade.grade_id = judgment.grade_id
join citation_detail on citation_detail.citation_id = judgment.citation_id
left join judgment_support
    on judgment_support.inspection_id = judgment.inspection_id
    and judgment_support.question_id = judgment.question_id
left join question as origin on origin.id = judgment.carried_from_question_id
left join framework as origin_framework on origin_framework.id = origin.framework_id
order by area.name, framework.position desc, pillar.id, question.position;
