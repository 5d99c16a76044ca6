-- Every improvement has one main theme, and further themes without a gap. One with the report's own words
-- (text) comes from a user's own `openpeel ingest` and gets its theme when its facts ship.
select
    improvement.id as improvement_id,
    iif(count(improvement_theme.position) = 0, 'no theme', 'no main theme, or a gap in the positions') as why
from improvement
left join improvement_theme on improvement_theme.improvement_id = improvement.id
where improvement.text is null
group by improvement.id
having count(improvement_theme.position) = 0 or max(improvement_theme.position) <> count(*);
