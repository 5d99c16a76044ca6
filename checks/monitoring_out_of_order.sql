-- A force that leaves Engage had moved to it before, and does not move to it twice without leaving;
-- the page that a move is cited from gives its day.
with move as (
    select
        monitoring_event.*,
        lag(phase_id) over force as before_phase,
        lag(happened_to) over force as before_to
    from monitoring_event
    -- A policing body's own phase, such as special measures, ends no stay in Engage.
    where phase_id in ('engage', 'scan')
    window force as (partition by force_id order by happened_from, id)
)
select
    id as monitoring_event_id,
    case
        when phase_id = 'scan' and before_phase is not 'engage' then 'leaves Engage without having moved to it'
        when phase_id = before_phase then 'moves twice to the same phase'
        else 'may come before the move that it follows'
    end as why
from move
where
    (phase_id = 'scan' and before_phase is not 'engage')
    or phase_id = before_phase
    or happened_from < before_to
union all
select monitoring_event.id, 'the page that it is cited from does not give this day'
from monitoring_event
where not exists (
    select 1 from monitoring_statement
    where monitoring_statement.monitoring_event_id = monitoring_event.id
        and monitoring_statement.citation_id = monitoring_event.citation_id
        and monitoring_statement.happened_on = monitoring_event.happened_on
);
