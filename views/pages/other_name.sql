-- Which abbreviations and other names are in the glossary beside the terms of the reports?
create view other_name as
select
    alias.alias as other_name,
    cast(coalesce(force.short_name, alias.means) as text) as means,
    alias.note,
    alias.force_id,
    alias.id as alias_id
from alias
left join force on force.area_id = alias.force_id
where alias.kind <> 'word'
order by alias.alias collate nocase, alias.id;
