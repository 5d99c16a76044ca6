-- What does the brief of a force rest on?
create view brief_coverage as
select
    force.short_name as force,
    cast((
        select count(*)
        from grade_history
        where
            grade_history.force_id = force.area_id
            and grade_history.status in ('graded', 'carried over')
    ) as integer) as grades_known,
    cast((
        select count(*)
        from grade_history
        where grade_history.force_id = force.area_id and grade_history.status <> 'ungraded'
    ) as integer) as grades_asked,
    cast(coalesce(coverage.inspections_known, 0) as integer) as inspections_known,
    cast(coalesce(coverage.with_improvements, 0) as integer) as with_improvements,
    cast(coalesce(coverage.read_whole, 0) as integer) as read_whole,
    cast(coalesce(finding.total, 0) as integer) as findings,
    coverage.last_reported_on,
    coverage.last_reported_from,
    coverage.last_reported_to,
    coverage.last_reported_in,
    force.area_id as force_id
from force
left join improvement_coverage as coverage on coverage.force_id = force.area_id
left join improvement_force_total as finding
    on finding.force_id = force.area_id and finding.kind_id = 'finding'
order by force.short_name;
