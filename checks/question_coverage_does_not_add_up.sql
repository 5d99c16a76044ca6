-- What is held of a question adds up to all forces, and the counts by grade do too.
select question_coverage.question_id, 'the columns do not add up to ' || question_coverage.forces as why
from question_coverage
where
    graded + carried_over + ungraded + not_inspected + not_found <> forces
    or forces <> (select count(*) from force)
union all
select question_id, 'the forces by grade add up to ' || sum(forces)
from grade_count
group by question_id
having sum(forces) <> (select count(*) from force)
union all
select later_question_id, 'the forces compared and left out add up to ' || sum(forces)
from comparison_coverage
group by later_question_id, earlier_question_id
having sum(forces) <> (select count(*) from force);
