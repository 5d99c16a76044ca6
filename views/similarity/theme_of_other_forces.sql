-- Which other forces were asked for what a force is not known to have done? One row per force and
-- main theme of what is listed for it and not known to be closed. Findings are not counted.
create view theme_of_other_forces as
with listed as (
    select
        improvement_theme.theme_id,
        status.force_id,
        status.improvement_id,
        status.state,
        status.is_closed
    from improvement_theme
    join improvement_status as status using (improvement_id)
    where
        improvement_theme.position = 1
        and status.kind_id <> 'finding'
        and status.is_counted
),
own as (
    select force_id, theme_id, count(*) as not_closed
    from listed
    where state in ('open', 'only seen raised')
    group by force_id, theme_id
),
other as (
    select
        own.force_id,
        own.theme_id,
        count(distinct listed.force_id) as forces,
        count(listed.improvement_id) as listed,
        sum(listed.is_closed) as closed
    from own
    left join listed on listed.theme_id = own.theme_id and listed.force_id <> own.force_id
    group by own.force_id, own.theme_id
),
similar as (
    -- The nearest first.
    select distinct own.force_id, own.theme_id, group_concat(force_group.other_force, '; ') over (
        partition by own.force_id, own.theme_id
        order by force_group.nearness
        rows between unbounded preceding and unbounded following
    ) as names
    from own
    join force_group on force_group.force_id = own.force_id and force_group.in_group
    where exists (
        select 1
        from listed
        where listed.theme_id = own.theme_id and listed.force_id = force_group.other_force_id
    )
)
select
    force.short_name as force,
    theme.label as theme,
    cast(own.not_closed as integer) as not_closed,
    cast(similar.names as text) as similar_forces,
    cast(other.forces as integer) as other_forces,
    cast(other.listed as integer) as others_listed,
    cast(coalesce(other.closed, 0) as integer) as others_closed,
    own.force_id,
    own.theme_id
from own
join force on force.area_id = own.force_id
join theme on theme.id = own.theme_id
join other on other.force_id = own.force_id and other.theme_id = own.theme_id
left join similar on similar.force_id = own.force_id and similar.theme_id = own.theme_id
order by force.short_name, own.not_closed desc, theme.position;
