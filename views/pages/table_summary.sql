-- What is one row of each table and view, and how many columns does it have?
create view table_summary as
select
    dictionary_table.name,
    dictionary_table.kind,
    dictionary_table.title,
    dictionary_table.description,
    cast(count(*) as integer) as columns
from dictionary_table
join dictionary_column on dictionary_column.table_name = dictionary_table.name
group by dictionary_table.name
order by dictionary_table.name;
