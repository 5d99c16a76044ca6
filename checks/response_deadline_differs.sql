-- Where rules of law are loaded, each report is once under them, or under each that what is known
-- of its day leaves open; never under none.
select inspection.id as inspection_id, count(response_deadline.inspection_id) || ' rules of law' as why
from inspection
left join response_deadline
    on response_deadline.inspection_id = inspection.id and response_deadline.rule_kind = 'statute'
where
    inspection.kind <> 'revisit'
    and exists (select 1 from response_rule where response_rule.kind = 'statute')
group by inspection.id
having
    count(response_deadline.inspection_id) = 0
    or (
        count(response_deadline.inspection_id) > 1
        and max(response_deadline.applies = 'yes')
    );
