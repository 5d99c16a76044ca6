-- Which improvements are about a theme, in which force and round, and how does each stand?
create view improvement_in_theme as
select
    theme.label as theme,
    status.force,
    status.year,
    status.summary,
    status.kind,
    cast(improvement_theme.position = 1 as integer) as is_main_theme,
    status.state,
    status.status,
    status.status_basis,
    status.raised_on,
    status.raised_from,
    status.raised_to,
    status.last_reported_on,
    status.last_reported_from,
    status.last_reported_to,
    status.topic,
    status.raised_by,
    status.inferred_from,
    status.basis,
    status.entry,
    status.stands_for,
    status.open_because,
    status.is_counted,
    status.place,
    status.told_by,
    improvement_theme.theme_id,
    status.improvement_id,
    status.force_id,
    status.framework_id,
    status.kind_id,
    status.status_id,
    status.url
from improvement_theme
join theme on theme.id = improvement_theme.theme_id
join improvement_status as status on status.improvement_id = improvement_theme.improvement_id
order by
    theme.position, status.raised_from is null, status.raised_from desc, status.force,
    status.improvement_id;
