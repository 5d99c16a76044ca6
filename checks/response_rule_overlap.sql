-- On any day one rule of law holds, and one at most of a body's own; the law's leave no gap.
select rule.id as response_rule_id, 'holds together with ' || other.id as why
from response_rule as rule
join response_rule as other
    on other.id > rule.id
    and other.kind = rule.kind
    and other.force_id is rule.force_id
    and coalesce(other.from_day, '0') <= coalesce(rule.until_day, '9')
    and coalesce(rule.from_day, '0') <= coalesce(other.until_day, '9')
union all
select rule.id, 'no rule of law follows it'
from response_rule as rule
where
    rule.kind = 'statute'
    and rule.until_day is not null
    and not exists (
        select 1 from response_rule as next
        where next.kind = 'statute' and next.from_day = date(rule.until_day, '+1 day')
    );
