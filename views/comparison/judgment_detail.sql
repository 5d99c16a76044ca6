-- How was a force graded, on which question, when, and where does it say so?
create view judgment_detail as
select
    area.name as force,
    framework.label as framework,
    question.label as question,
    grade.symbol || ' ' || grade.label as grade,
    topic.label as topic,
    inspection.published_on,
    citation_detail.page,
    citation_detail.place,
    (
        select count(*) from judgment_evidence
        where
            judgment_evidence.inspection_id = judgment.inspection_id
            and judgment_evidence.question_id = judgment.question_id
    ) as places_that_say_so,
    citation_detail.document as stated_in,
    inspection.label as inspection,
    scale_grade.rank as grade_rank,
    framework.scale_id,
    judgment.inspection_id,
    judgment.question_id,
    judgment.grade_id,
    question.topic_id,
    inspection.force_id,
    citation_detail.url
from judgment
join inspection on inspection.id = judgment.inspection_id
join area on area.id = inspection.force_id
join question on question.id = judgment.question_id
join framework on framework.id = question.framework_id
join topic on topic.id = question.topic_id
join grade on grade.id = judgment.grade_id
join scale_grade
    on scale_grade.scale_id = framework.scale_id and scale_grade.grade_id = judgment.grade_id
join citation_detail on citation_detail.citation_id = judgment.citation_id
order by area.name, framework.id desc, question.position;
