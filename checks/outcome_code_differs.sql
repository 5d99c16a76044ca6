-- An outcome code is that of its outcome in the framework; only 0, none yet, has none.
select outcome_code.number, outcome_code.label, 'not the number of its outcome' as why
from outcome_code
left join outcome_type on outcome_type.id = outcome_code.outcome_type_id
where outcome_type.number is not nullif(outcome_code.number, 0);
