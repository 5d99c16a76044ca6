-- Numbers of forces with a grade are those that others have published, or can still become so.
select question_id, grade_id, known || ' held, ' || published || ' published' as why
from published_total_compared
where verdict = 'differs';
