-- How common was each theme in each round, and how much of it was met by the next one?
create view theme_by_round as
with member as (
    select improvement_theme.theme_id, next_round.*, next_round.kind_id = 'finding' as is_finding
    from improvement_theme
    join improvement_next_round as next_round using (improvement_id)
),
read as (
    select framework_id, count(distinct force_id) as forces
    from improvement_next_round
    group by framework_id
),
counted as (
    select
        theme_id,
        framework_id,
        count(distinct force_id) as forces,
        count(distinct iif(is_finding, null, force_id)) as forces_listed,
        sum(not is_finding) as listed,
        sum(not is_finding and outcome = 'met') as met,
        sum(not is_finding and outcome = 'partly met') as partly_met,
        sum(not is_finding and outcome = 'in progress') as in_progress,
        sum(not is_finding and outcome = 'not met') as not_met,
        sum(not is_finding and outcome = 'raised again') as raised_again,
        sum(not is_finding and outcome in ('not known', 'no later round')) as not_known,
        sum(is_finding) as findings,
        sum(is_finding and outcome = 'met') as findings_met,
        sum(is_finding and outcome not in ('not known', 'no later round')) as findings_known
    from member
    group by theme_id, framework_id
)
select
    theme.label as theme,
    framework.label as framework,
    framework.year,
    cast(read.forces as integer) as forces_read,
    cast(coalesce(counted.forces, 0) as integer) as forces,
    cast(coalesce(counted.forces_listed, 0) as integer) as forces_listed,
    cast(coalesce(counted.listed, 0) as integer) as listed,
    cast(coalesce(counted.met, 0) as integer) as met_by_next_round,
    cast(coalesce(counted.partly_met, 0) as integer) as partly_met_by_next_round,
    cast(coalesce(counted.in_progress, 0) as integer) as in_progress_by_next_round,
    cast(coalesce(counted.not_met, 0) as integer) as not_met_by_next_round,
    cast(coalesce(counted.raised_again, 0) as integer) as raised_again_in_next_round,
    cast(coalesce(counted.met + counted.partly_met + counted.in_progress + counted.not_met
        + counted.raised_again, 0)
        as integer) as outcome_known,
    cast(coalesce(counted.not_known, 0) as integer) as outcome_not_known,
    cast(coalesce(counted.findings, 0) as integer) as findings,
    cast(coalesce(counted.findings_known, 0) as integer) as findings_outcome_known,
    cast(coalesce(counted.findings_met, 0) as integer) as findings_met,
    next.label as next_framework,
    next.year as next_year,
    theme.id as theme_id,
    framework.id as framework_id
from theme
join read
join framework on framework.id = read.framework_id
left join framework as next on next.position = framework.position + 1
left join counted on counted.theme_id = theme.id and counted.framework_id = framework.id
order by theme.position, framework.position;
