-- How many forces and improvements are known with each theme, over all rounds?
create view theme_total as
with member as (
    select
        improvement_theme.theme_id,
        improvement_theme.position,
        status.*,
        status.kind_id = 'finding' as is_finding
    from improvement_theme
    join improvement_status as status using (improvement_id)
    where status.is_counted
)
select
    theme.label as theme,
    theme.definition,
    theme.excludes,
    cast(count(distinct member.force_id) as integer) as forces,
    cast(count(distinct iif(member.is_finding, null, member.force_id)) as integer) as forces_listed,
    cast(coalesce(sum(not member.is_finding), 0) as integer) as listed,
    cast(coalesce(sum(not member.is_finding and member.position = 1), 0) as integer) as listed_main,
    cast(coalesce(sum(not member.is_finding and member.state = 'closed'), 0) as integer)
        as listed_closed,
    cast(coalesce(sum(not member.is_finding and member.state = 'only seen raised'), 0) as integer)
        as listed_only_seen_raised,
    cast(coalesce(sum(member.is_finding), 0) as integer) as findings,
    theme.position,
    theme.id as theme_id
from theme
left join member on member.theme_id = theme.id
group by theme.id
order by theme.position;
