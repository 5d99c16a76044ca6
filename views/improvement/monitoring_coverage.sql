-- What does everything said of Engage rest on: how many stays are known, of how many forces, until when?
create view monitoring_coverage as
select
    cast(count(*) as integer) as stays,
    cast(count(monitoring_stay.moved_out_id) as integer) as stays_ended,
    cast(count(distinct monitoring_stay.force_id) as integer) as forces_known,
    cast((select count(*) from force) as integer) as forces,
    cast(min(monitoring_stay.moved_in_from) as text) as read_from,
    cast((select max(happened_on) from monitoring_statement) as text) as read_until,
    cast((select count(distinct citation_id) from monitoring_statement) as integer) as pages
from monitoring_stay
order by stays;
