-- Which question of an earlier framework does a question go back to, through all the years
-- between, and may grades for the two be set beside each other?
create view question_lineage as
with recursive
-- What stands against a comparison, the strongest reason the highest: 1 another question,
-- 2 the inspectorate's own warning, 3 another scale.
step(later_question_id, earlier_question_id, relation, barrier) as (
    select
        question_link.later_question_id,
        question_link.earlier_question_id,
        question_link.relation,
        case
            when later.scale_id is not earlier.scale_id then 3
            when framework_break.reason is not null then 2
            when question_link.relation in ('merged', 'split') then 1
            else 0
        end
    from question_link
    join question as asked on asked.id = question_link.earlier_question_id
    join framework as later on later.id = question_link.framework_id
    join framework as earlier on earlier.id = asked.framework_id
    left join framework_break
        on framework_break.later_framework_id = later.id and framework_break.earlier_framework_id = earlier.id
    where question_link.later_question_id is not null
),
path(later_question_id, earlier_question_id, steps, relation, barrier) as (
    select later_question_id, earlier_question_id, 1, relation, barrier from step
    union
    select
        path.later_question_id,
        step.earlier_question_id,
        path.steps + 1,
        case
            when path.relation in ('merged', 'split') then path.relation
            when step.relation in ('merged', 'split') then step.relation
            when 'reworded' in (path.relation, step.relation) then 'reworded'
            else 'same'
        end,
        max(path.barrier, step.barrier)
    from path
    join step on step.later_question_id = path.earlier_question_id
)
select
    topic.label as topic,
    later_framework.label as later_framework,
    later_framework.year as later_year,
    later.label as later_question,
    earlier_framework.label as earlier_framework,
    earlier_framework.year as earlier_year,
    earlier.label as earlier_question,
    cast(path.steps as integer) as steps,
    cast(min(path.relation) as text) as question_is,
    cast(max(path.barrier) = 0 as integer) as comparable,
    cast(case max(path.barrier)
        when 1 then 'another question'
        when 2 then 'the inspectorate warns against it'
        when 3 then 'another scale'
    end as text) as why_not,
    path.later_question_id,
    path.earlier_question_id,
    later.framework_id as later_framework_id,
    earlier.framework_id as earlier_framework_id,
    later.topic_id
from path
join question as later on later.id = path.later_question_id
join question as earlier on earlier.id = path.earlier_question_id
join topic on topic.id = later.topic_id
join framework as later_framework on later_framework.id = later.framework_id
join framework as earlier_framework on earlier_framework.id = earlier.framework_id
group by path.later_question_id, path.earlier_question_id
order by topic.position, later_framework.position desc, earlier_framework.position desc, path.earlier_question_id;
