-- How many grades must be compared before a force is ranked by how many rose or fell?
create view ranking_rule as
with chosen(grades_needed) as (values (4))
select
    cast(grades_needed as integer) as grades_needed,
    cast(
        'A force is ranked only if at least ' || grades_needed || ' of its grades can be compared: with '
        || 'fewer, the few grades that happen to be known would decide its place.' as text
    ) as rule
from chosen
order by grades_needed;
