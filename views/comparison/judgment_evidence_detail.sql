-- Which places state a grade, who speaks there, and do they agree? One row per place, with the
-- grade as it has it and the grade that counts.
create view judgment_evidence_detail as
select
    force.short_name as force,
    framework.label as framework,
    framework.year,
    question.label as question,
    there.label as stated_grade,
    counts.label as accepted_grade,
    cast(judgment_evidence.grade_id = judgment.grade_id as integer) as agrees,
    disagreement.reason as why_accepted,
    judgment_evidence_doubt.doubt,
    judgment_evidence.note,
    cast(replace(coalesce(site.kind, 'inspectorate'), '-', ' ') as text) as said_by,
    citation_detail.publisher,
    citation_detail.document,
    citation_detail.place,
    citation_detail.url,
    cast(judgment_evidence.citation_id = judgment.citation_id as integer) as is_cited,
    inspection.force_id,
    question.framework_id,
    question.topic_id,
    judgment_evidence.inspection_id,
    judgment_evidence.question_id,
    judgment_evidence.grade_id as stated_grade_id,
    judgment.grade_id as accepted_grade_id,
    judgment_evidence.citation_id
from judgment_evidence
join judgment_evidence_doubt using (inspection_id, question_id, citation_id, grade_id)
join judgment using (inspection_id, question_id)
join inspection on inspection.id = judgment.inspection_id
join force on force.area_id = inspection.force_id
join question on question.id = judgment.question_id
join framework on framework.id = question.framework_id
join grade as there on there.id = judgment_evidence.grade_id
join grade as counts on counts.id = judgment.grade_id
join citation_detail on citation_detail.citation_id = judgment_evidence.citation_id
join document on document.id = citation_detail.document_id
left join site on site.id = document.site_id
left join disagreement
    on disagreement.force_id = inspection.force_id
    and disagreement.question_id = judgment.question_id
order by
    force.short_name, framework.position desc, question.pillar_id, question.position,
    judgment_evidence.citation_id = judgment.citation_id desc, judgment_evidence.citation_id;
