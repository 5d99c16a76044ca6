-- The grades known of a force in a round are no more than published, but for one that pages may leave out.
select force_id, framework_id, grade_id, known || ' known, ' || published || ' published' as why
from published_force_total_compared
where verdict = 'differs'
union all
-- Every force gets a grade on each question asked of every force, and at most one that we do not have.
select
    published.force_id,
    published.framework_id,
    null,
    published.questions || ' grades published, but ' || asked.of_every_force || ' to ' || (asked.questions + 1) || ' given'
from (
    select force_id, framework_id, sum(questions) as questions
    from published_force_total
    group by force_id, framework_id
) as published
join (
    select framework_id, count(*) as questions, sum(asked_of = 'every-force') as of_every_force
    from question
    where graded
    group by framework_id
) as asked on asked.framework_id = published.framework_id
where published.questions not between asked.of_every_force and asked.questions + 1;
