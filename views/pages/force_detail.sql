-- What do the page and the brief of a force say of it as a whole: its names, what to know of its statistics, how much
-- of its grades and improvements is known, and up to when?
create view force_detail as
select
    force.name,
    force.short_name,
    force.region,
    cast((
        select group_concat(summary, char(10)) from (
            select statistic_note.summary
            from statistic_note
            where statistic_note.area_id = force.area_id
            order by statistic_note.id
        )
    ) as text) as statistic_notes,
    cast((
        select group_concat(other_force_id || char(9) || other_force || char(9) || printf('%.2f', distance), char(10))
        from (select * from force_group where force_group.force_id = force.area_id order by nearness)
    ) as text) as nearest_forces,
    cast((
        select max(force_group.group_forces) from force_group where force_group.force_id = force.area_id
    ) as integer) as group_forces,
    improvement_coverage.force,
    cast((
        select count(*) from grade_history
        where grade_history.force_id = force.area_id and grade_history.status in ('graded', 'carried over')
    ) as integer) as grades_known,
    cast((
        select count(*) from grade_history
        where grade_history.force_id = force.area_id and grade_history.status <> 'ungraded'
    ) as integer) as grades_asked,
    improvement_coverage.inspections_known,
    improvement_coverage.with_improvements,
    improvement_coverage.read_whole,
    cast(coalesce(finding.total, 0) as integer) as findings,
    improvement_coverage.last_reported_on,
    improvement_coverage.last_reported_from,
    improvement_coverage.last_reported_to,
    improvement_coverage.last_reported_in,
    improvement_coverage.later_by_grades_only,
    improvement_coverage.later_inspections,
    force_monitoring.stays_as_json,
    force_monitoring.other_moves_as_json,
    cast((
        select json_group_array(json_object(
            'framework', framework, 'grade', grade, 'published', published, 'matched', matched, 'basis', basis,
            'note', note, 'told_by', told_by, 'url', url
        ))
        from (
            select * from published_force_total_compared as total
            where total.force_id = force.area_id
            order by total.framework_id desc, total.grade_rank
        )
    ) as text) as published_totals_as_json,
    cast((
        select json_group_array(json_object(
            'measure', measure, 'shown', shown, 'out_of', out_of, 'period', period, 'note', note, 'told_by', told_by,
            'url', url
        ))
        from (
            select * from force_number_detail as figure
            where figure.force_id = force.area_id
            order by figure.measure, figure.force_number_id
        )
    ) as text) as figures_as_json,
    force_monitoring.read_until as moves_read_until,
    force_monitoring.forces_known as forces_in_engage_known,
    force.area_id
from force
join improvement_coverage on improvement_coverage.force_id = force.area_id
join force_monitoring on force_monitoring.force_id = force.area_id
left join improvement_force_total as finding
    on finding.force_id = force.area_id and finding.kind_id = 'finding'
order by force.short_name;
