-- How does each grade compare with the one before? Only through the crosswalk of
-- questions, and only between grades of one scale.
create view judgment_change as
with earlier as (
    select
        question_link.from_id as question_id,
        question_link.relation,
        before.*
    from question_link
    join judgment_detail as before on before.question_id = question_link.to_id
)
select
    now.force,
    now.topic,
    now.framework as now_framework,
    now.grade as now_grade,
    earlier.framework as before_framework,
    earlier.grade as before_grade,
    case
        when now.grade_rank is null then 'not graded now'
        when earlier.question_id is null then 'no earlier grade held'
        when earlier.grade_rank is null then 'not graded before'
        when earlier.scale_id <> now.scale_id then 'not comparable: another scale'
        when earlier.relation in ('split', 'merged') then 'not comparable: another question'
        when now.grade_rank < earlier.grade_rank then 'better'
        when now.grade_rank > earlier.grade_rank then 'worse'
        else 'same'
    end as change,
    earlier.grade_rank - now.grade_rank as steps_up,
    earlier.relation as question_is,
    now.place as now_place,
    earlier.place as before_place,
    now.force_id,
    now.topic_id,
    now.inspection_id as now_inspection_id,
    earlier.inspection_id as before_inspection_id,
    now.page,
    now.url
from judgment_detail as now
join topic on topic.id = now.topic_id
left join earlier
    on earlier.question_id = now.question_id and earlier.force_id = now.force_id
where exists (select 1 from question_link where question_link.from_id = now.question_id)
order by now.force, now.published_on desc, topic.position;
