-- Every improvement has one main theme, and further themes without a gap. One with the report's own words (text)
-- comes from a user's own `openpeel ingest`; it gets its theme when its facts ship. Forces without any theme
-- are still to be gone through.
with item as (
    select improvement.id, improvement.text, inspection.force_id
    from improvement
    join inspection on inspection.id = coalesce(improvement.inspection_id, improvement.inferred_from_id)
)
select
    item.id as improvement_id,
    iif(count(improvement_theme.position) = 0, 'no theme', 'no main theme, or a gap in the positions') as why
from item
left join improvement_theme on improvement_theme.improvement_id = item.id
where
    item.text is null
    and item.force_id in (
        select force_id from item where id in (select improvement_id from improvement_theme)
    )
group by item.id
having count(improvement_theme.position) = 0 or max(improvement_theme.position) <> count(*);
