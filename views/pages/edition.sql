-- How far do the data go, and how much is there? One row.
create view edition as
select
    -- Whole days only: a source dated by year or month is not the newest for want of a day.
    (
        select max(published_on) from document
        where published_on glob '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'
    ) as newest_source,
    (select min(published_on) from inspection) as first_inspection,
    (select count(*) from force) as forces,
    (select count(distinct force_id) from inspection) as forces_inspected,
    (select count(*) from inspection) as inspections,
    (select count(*) from judgment) as grades,
    (select count(*) from improvement) as items,
    (select count(*) from improvement_event) as events,
    (select count(*) from observation where value is not null) as values_held,
    (select count(*) from observation where value is null) as values_missing,
    (select count(*) from measure) as measures,
    (select count(*) from caveat) as warnings,
    (select count(*) from term) as terms,
    (select count(*) from initiative) as names,
    (select count(*) from passage) as passages
order by 1;
