-- Do our numbers of forces with a grade agree with those that others have published?
create view published_total_compared as
select
    framework.label as framework,
    framework.year,
    question.label as question,
    grade.label as grade,
    grade.symbol,
    published_total.forces as published,
    cast(coalesce(grade_count.forces, 0) as integer) as known,
    question_coverage.not_found,
    cast(case
        when coalesce(grade_count.forces, 0) = published_total.forces then 'agrees'
        when
            coalesce(grade_count.forces, 0) < published_total.forces
            and published_total.forces <= coalesce(grade_count.forces, 0) + question_coverage.not_found
            then 'not complete'
        else 'differs'
    end as text) as verdict,
    published_total.note,
    citation_detail.document as published_in,
    citation_detail.url,
    question.framework_id,
    published_total.question_id,
    published_total.grade_id
from published_total
join question on question.id = published_total.question_id
join framework on framework.id = question.framework_id
join grade on grade.id = published_total.grade_id
join scale_grade
    on scale_grade.scale_id = framework.scale_id and scale_grade.grade_id = grade.id
join question_coverage on question_coverage.question_id = published_total.question_id
join citation_detail on citation_detail.citation_id = published_total.citation_id
left join grade_count
    on grade_count.question_id = published_total.question_id
    and grade_count.grade_id = published_total.grade_id
order by framework.position desc, published_total.question_id, scale_grade.rank;
