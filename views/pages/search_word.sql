-- What else does the search look for, where a reader writes an abbreviation or another name?
create view search_word as
select
    alias.alias as written,
    cast(coalesce(force.short_name, alias.means) as text) as means,
    alias.note,
    alias.force_id,
    alias.id as search_word_id
from alias
left join force on force.area_id = alias.force_id
union all
select abbreviation, term, definition, null, id
from glossary_term
where abbreviation is not null
order by search_word_id, written;
