-- A relation has one stated measure and the other values that its kind needs.
with needed(kind, role) as (
    values ('sum', 'part'), ('at-least', 'part'), ('share', 'numerator'), ('share', 'denominator'),
        ('average', 'numerator'), ('average', 'denominator'), ('same', 'other'),
        ('within', 'range'), ('listed', 'listed')
)
select arithmetic_rule.id as arithmetic_rule_id, 'needs a value as ' || needed.role as why
from arithmetic_rule
join needed on needed.kind = arithmetic_rule.kind
where not exists (
    select 1 from arithmetic_term
    where arithmetic_term.rule_id = arithmetic_rule.id and arithmetic_term.role = needed.role
)
union all
select arithmetic_term.rule_id, arithmetic_term.role || ' has no place in its kind'
from arithmetic_term
join arithmetic_rule on arithmetic_rule.id = arithmetic_term.rule_id
where
    arithmetic_term.role <> 'stated'
    and not exists (
        select 1 from needed
        where needed.kind = arithmetic_rule.kind and needed.role = arithmetic_term.role
    )
union all
select arithmetic_rule.id, 'has not one stated measure'
from arithmetic_rule
left join arithmetic_term
    on arithmetic_term.rule_id = arithmetic_rule.id
    and arithmetic_term.role = 'stated'
    and arithmetic_term.measure_id is not null
group by arithmetic_rule.id
having count(arithmetic_term.rule_id) <> 1;
