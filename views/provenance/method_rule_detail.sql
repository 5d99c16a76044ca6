-- How does the inspectorate make its numbers, by its own account, and where does it say so?
create view method_rule_detail as
select
    method_rule.label,
    method_rule.kind,
    method_rule.summary,
    citation_detail.place,
    citation_detail.document,
    method_rule.id as method_rule_id,
    citation_detail.url
from method_rule
join citation_detail using (citation_id)
order by method_rule.kind, method_rule.label;
