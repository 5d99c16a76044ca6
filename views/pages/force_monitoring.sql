-- What does the top of a force's page say of its monitoring? One row per force, with all its stays in Engage.
create view force_monitoring as
select
    force.short_name as force,
    cast((
        select count(*) from monitoring_stay where monitoring_stay.force_id = force.area_id
    ) as integer) as stays,
    cast((
        select json_group_array(json_object(
            'moved_in_on', moved_in_on,
            'moved_out_on', moved_out_on,
            'days_at_least', days_at_least,
            'days_at_most', days_at_most,
            'reasons', reasons,
            'ended_by', ended_by,
            'moved_in_doubt', moved_in_doubt,
            'moved_out_doubt', moved_out_doubt,
            'moved_in_told_by', moved_in_told_by,
            'moved_in_url', moved_in_url,
            'moved_out_told_by', moved_out_told_by,
            'moved_out_url', moved_out_url,
            'causes', (
                select json_group_array(json_object(
                    'improvement_id', improvement_id,
                    'cause_of_concern', cause_of_concern,
                    'topic', topic,
                    'connection', connection,
                    'moved_out_on', moved_out_on,
                    'at_the_move_out', at_the_move_out,
                    'state', state,
                    'status', status,
                    'last_reported_on', last_reported_on
                ))
                from (
                    select * from monitoring_stay_cause
                    where monitoring_stay_cause.moved_in_id = stay.moved_in_id
                    order by connection desc, improvement_id
                )
            )
        ))
        from (
            select * from monitoring_stay
            where monitoring_stay.force_id = force.area_id
            order by moved_in_from desc
        ) as stay
    ) as text) as stays_as_json,
    cast((
        select json_group_array(json_object('summary', summary, 'said_by', said_by, 'told_by', told_by, 'url', url))
        from (
            select * from monitoring_statement_detail
            where
                monitoring_statement_detail.force_id = force.area_id
                and phase_id not in ('engage', 'scan')
                and is_used
            order by used_from desc
        )
    ) as text) as other_moves_as_json,
    monitoring_coverage.read_until,
    monitoring_coverage.forces_known,
    monitoring_coverage.forces,
    force.area_id as force_id
from force
join monitoring_coverage
order by force.short_name;
