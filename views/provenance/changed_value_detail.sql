-- Which values did a version of the data correct, and where are they now?
create view changed_value_detail as
select
    changed_value.version,
    released_version.released_on,
    cast(coalesce(dictionary_table.title, changed_value.table_name) as text) as table_title,
    changed_value.row_key,
    changed_value.column_name,
    changed_value.old_value,
    changed_value.new_value,
    changed_value.why,
    changed_value.table_name,
    -- The page of the row, where rows of its table have pages.
    cast(
        case changed_value.table_name
            when 'observation' then 'value'
            when 'judgment' then 'grade'
            when 'improvement' then 'improvement'
            when 'inspection' then 'inspection'
            when 'measure' then 'measure'
            when 'force' then 'force'
            when 'theme' then 'theme'
        end as text
    ) as page_kind
from changed_value
join released_version on released_version.version = changed_value.version
left join dictionary_table on dictionary_table.name = changed_value.table_name
order by
    released_version.released_on desc,
    changed_value.version desc,
    changed_value.table_name,
    changed_value.row_key,
    changed_value.column_name;
