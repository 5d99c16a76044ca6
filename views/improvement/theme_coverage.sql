-- Of how many forces has any improvement or finding been read, and until when, for anything said of themes?
create view theme_coverage as
select
    cast((
        select count(distinct force_id) from improvement_status where is_counted
    ) as integer) as forces_read,
    cast((select count(*) from force) as integer) as forces,
    data_summary.improvements,
    data_summary.findings,
    cast((
        select max(happened_on) from improvement_event where said_by = 'inspectorate'
    ) as text) as read_until
from data_summary
order by read_until;
