-- Do the grades that we know of a force agree with the numbers of grades that others have published?
-- Pages count recording crime and organised crime or leave them out: both are reported on separately.
create view published_force_total_compared as
with known as (
    select
        grade_cell.force_id,
        grade_cell.framework_id,
        grade_cell.grade_id,
        count(*) as questions,
        sum(coalesce(grade_cell.doubtful, 0)) as doubtful,
        sum(not coalesce(grade_cell.doubtful, 0) and (
            question.asked_of <> 'every-force'
            or exists (
                select 1 from published_force_total
                where
                    published_force_total.force_id = grade_cell.force_id
                    and published_force_total.leaves_out_id = question.id
            )
        )) as may_be_left_out
    from grade_cell
    join question on question.id = grade_cell.question_id
    where grade_cell.status in ('graded', 'carried over')
    group by grade_cell.force_id, grade_cell.framework_id, grade_cell.grade_id
),
unknown as (
    select force_id, framework_id, sum(status = 'not found') as questions
    from grade_cell
    group by force_id, framework_id
),
compared as (
    select
        published_force_total.*,
        coalesce(known.questions, 0) as known,
        coalesce(known.doubtful, 0) as doubtful,
        coalesce(known.may_be_left_out, 0) as may_be_left_out,
        unknown.questions as not_found
    from published_force_total
    join unknown
        on unknown.force_id = published_force_total.force_id
        and unknown.framework_id = published_force_total.framework_id
    left join known
        on known.force_id = published_force_total.force_id
        and known.framework_id = published_force_total.framework_id
        and known.grade_id = published_force_total.grade_id
)
select
    force.short_name as force,
    framework.label as framework,
    framework.year,
    grade.label as grade,
    grade.symbol,
    compared.questions as published,
    cast(compared.known as integer) as known,
    cast(compared.known - compared.questions as integer) as difference,
    cast(min(compared.known, compared.questions) as integer) as matched,
    cast(compared.doubtful as integer) as doubtful,
    cast(compared.may_be_left_out as integer) as may_be_left_out,
    cast(compared.not_found as integer) as not_found,
    cast(case
        when compared.known = compared.questions then 'agrees'
        when compared.known > compared.questions and compared.known - compared.doubtful <= compared.questions
            then 'more by a doubtful grade'
        when compared.known - compared.doubtful - compared.questions between 1 and min(compared.may_be_left_out, 1)
            then 'more by one left out there'
        when
            compared.known < compared.questions
            and compared.questions <= compared.known + compared.not_found
            then 'not complete'
        when compared.questions = compared.known + compared.not_found + 1 and compared.note is not null
            then 'one question more than ours'
        else 'differs'
    end as text) as verdict,
    compared.basis,
    scale_grade.rank as grade_rank,
    compared.note,
    citation_detail.document as published_in,
    citation_detail.told_by,
    citation_detail.url,
    compared.force_id,
    compared.framework_id,
    compared.grade_id
from compared
join force on force.area_id = compared.force_id
join framework on framework.id = compared.framework_id
join grade on grade.id = compared.grade_id
join scale_grade
    on scale_grade.scale_id = framework.scale_id and scale_grade.grade_id = grade.id
join citation_detail on citation_detail.citation_id = compared.citation_id
order by framework.position desc, force.short_name, scale_grade.rank;
