-- What do we have of each force's answer to each question of each year: a grade, one carried
-- over, no grade given, not inspected, or nothing found? One row for every force and question.
create view grade_cell as
with held as (
    select
        inspection.force_id,
        judgment.question_id,
        judgment.inspection_id,
        judgment.grade_id,
        judgment.citation_id,
        judgment.carried_from_question_id,
        judgment.carried_from_basis
    from judgment
    join inspection on inspection.id = judgment.inspection_id
)
select
    force.short_name as force,
    framework.label as framework,
    framework.year,
    pillar.label as pillar,
    question.label as question,
    topic.label as topic,
    cast(case
        when not_inspected.reason is not null then 'not inspected'
        when scale_grade.rank is not null and held.carried_from_basis is not null
            then 'carried over'
        when scale_grade.rank is not null then 'graded'
        when held.grade_id is not null or question.graded = 0 then 'ungraded'
        else 'not found'
    end as text) as status,
    cast(case when not_inspected.reason is null then grade.label end as text) as grade,
    cast(case when not_inspected.reason is null then grade.symbol end as text) as symbol,
    cast(coalesce(
        origin_framework.label,
        case held.carried_from_basis
            when 'outside' then 'an earlier inspection outside PEEL'
            when 'not-held' then 'an earlier grade that we do not have'
        end
    ) as text) as carried_over_from,
    origin_framework.year as carried_over_from_year,
    (
        select judgment_support.doubtful from judgment_support
        where
            judgment_support.inspection_id = held.inspection_id
            and judgment_support.question_id = held.question_id
    ) as doubtful,
    (
        select judgment_support.why_doubtful from judgment_support
        where
            judgment_support.inspection_id = held.inspection_id
            and judgment_support.question_id = held.question_id
    ) as why_doubtful,
    (
        select judgment_support.places_stating_grade from judgment_support
        where
            judgment_support.inspection_id = held.inspection_id
            and judgment_support.question_id = held.question_id
    ) as places_stating_grade,
    not_inspected.reason as why_not_inspected,
    cast(replace(question.asked_of, '-', ' ') as text) as asked_of,
    cast(site.base_url || document.path as text) as url,
    force.area_id as force_id,
    question.framework_id,
    question.pillar_id,
    question.id as question_id,
    question.topic_id,
    held.inspection_id,
    held.grade_id
from force
cross join question
join framework on framework.id = question.framework_id and framework.position is not null
join pillar on pillar.id = question.pillar_id
join topic on topic.id = question.topic_id
left join held on held.force_id = force.area_id and held.question_id = question.id
left join grade on grade.id = held.grade_id
left join scale_grade
    on scale_grade.scale_id = framework.scale_id and scale_grade.grade_id = held.grade_id
left join not_inspected
    on not_inspected.force_id = force.area_id and not_inspected.question_id = question.id
left join question as origin on origin.id = held.carried_from_question_id
left join framework as origin_framework on origin_framework.id = origin.framework_id
left join citation on citation.id = coalesce(held.citation_id, not_inspected.citation_id)
left join document on document.id = citation.document_id
left join site on site.id = document.site_id
order by force.short_name, framework.position desc, pillar.id, question.position;
