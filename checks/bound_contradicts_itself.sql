-- What published totals prove is possible, and does not contradict the grades that are known.
select question_id, earlier_question_id, what,
    'at least ' || at_least || ', at most ' || at_most || ', known ' || known as why
from grade_bound
where at_least > at_most or at_least < known or at_most > forces;
