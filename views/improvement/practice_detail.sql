-- Which innovative or promising practice does a report commend a force for, and where? None is an improvement.
create view practice_detail as
select
    force.short_name as force,
    framework.label as framework,
    framework.year,
    cast(replace(practice.kind, '-', ' ') as text) as kind,
    topic.label as topic,
    question.label as question,
    practice.summary,
    practice.text,
    citation_detail.page,
    citation_detail.place,
    inspection.label as inspection,
    practice.id as practice_id,
    practice.inspection_id,
    practice.question_id,
    question.topic_id,
    inspection.framework_id,
    inspection.force_id,
    citation_detail.url
from practice
join inspection on inspection.id = practice.inspection_id
join framework on framework.id = inspection.framework_id
join force on force.area_id = inspection.force_id
join question on question.id = practice.question_id
join topic on topic.id = question.topic_id
join citation_detail on citation_detail.citation_id = practice.citation_id
order by force.short_name, framework.position desc, topic.position, practice.kind, practice.position, practice.id;
