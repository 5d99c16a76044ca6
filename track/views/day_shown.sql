-- For which day is everything told? Today, unless another was chosen.
create view day_shown as
select cast(coalesce((select day from day_chosen), date('now')) as text) as day
order by day;
