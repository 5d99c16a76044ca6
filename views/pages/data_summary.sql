-- How far do the data go, and how much is there? One row.
create view data_summary as
select
    -- Whole days only: a source dated by year or month is not the newest for want of a day.
    -- Many pages have no known day but date the events that they report.
    cast((
        select max(dated) from (
            select published_on as dated from document
            union all
            select happened_on from improvement_event
            union all
            select happened_on from monitoring_event
        )
        where dated glob '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'
    ) as text) as newest_source,
    cast((select min(published_on) from inspection) as text) as first_inspection,
    cast((select count(*) from force) as integer) as forces,
    cast((select count(distinct force_id) from inspection) as integer) as forces_inspected,
    cast((select count(*) from inspection) as integer) as inspections,
    -- A judgment whose answer is no step of a scale, such as "ungraded", is no grade.
    cast((
        select count(*) from judgment
        where grade_id in (select grade_id from scale_grade where rank is not null)
    ) as integer) as grades,
    cast((
        select count(*) from judgment
        where grade_id not in (select grade_id from scale_grade where rank is not null)
    ) as integer) as ungraded,
    cast((
        select count(*) from improvement where is_counted and kind <> 'finding'
    ) as integer) as improvements,
    cast((
        select count(*) from improvement where is_counted and kind = 'finding'
    ) as integer) as findings,
    cast((select count(*) from improvement where basis = 'implied') as integer) as improvements_inferred,
    cast((select count(*) from improvement_event) as integer) as events,
    cast((select count(*) from observation where value is not null) as integer) as values_known,
    cast((select count(*) from observation where value is null) as integer) as values_missing,
    -- Some measures are mentioned without a value.
    cast((select count(distinct measure_id) from observation where value is not null) as integer) as measures,
    cast((select count(*) from caveat) as integer) as warnings,
    cast((select count(*) from glossary_term) as integer) as terms,
    cast((select count(*) from initiative) as integer) as names,
    cast((select count(*) from passage) as integer) as passages
order by 1;
