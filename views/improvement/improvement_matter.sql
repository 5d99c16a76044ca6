-- Which matters has the inspectorate raised with a force, and how does each stand? One row per
-- matter, however often it was raised: it stands as the improvements stand that nothing later
-- follows up.
create view improvement_matter as
with part as materialized (
    select
        improvement_in_matter.matter_id,
        improvement_status.*,
        row_number() over matter as from_first,
        row_number() over (
            partition by improvement_in_matter.matter_id
            order by improvement_status.last_reported_on desc, improvement_status.improvement_id
        ) as from_last_heard,
        count(*) over (partition by improvement_in_matter.matter_id) as times_listed,
        min(improvement_status.kind_id = 'finding') over (partition by improvement_in_matter.matter_id)
            as is_finding_only
    from improvement_in_matter
    join improvement_status using (improvement_id)
    window matter as (
        partition by improvement_in_matter.matter_id
        order by improvement_status.raised_from, improvement_status.improvement_id
    )
),
latest as (
    select
        part.*,
        row_number() over (
            partition by matter_id
            order by
                -- The one that says most of how the matter stands.
                state = 'closed', raised_from desc, improvement_id
        ) as turn
    from part
    where followed_by_later = 0
),
stand as (
    select matter_id, max(state = 'open') as any_open, max(state = 'only seen raised') as any_only_raised
    from latest
    group by matter_id
)
select
    first.force,
    last.topic,
    last.summary as matter,
    cast(case
        when stand.any_open then 'open'
        when stand.any_only_raised then 'only seen raised'
        else 'closed'
    end as text) as state,
    last.status as last_status,
    last.status_basis,
    cast(first.times_listed as integer) as times_listed,
    cast(first.is_finding_only as integer) as is_finding_only,
    first.raised_on as first_raised_on,
    first.raised_from as first_raised_from,
    first.raised_to as first_raised_to,
    last.raised_on as last_raised_on,
    last.raised_from as last_raised_from,
    last.raised_to as last_raised_to,
    heard.last_reported_on,
    heard.last_reported_from,
    heard.last_reported_to,
    last.kind,
    last.place,
    last.url,
    first.improvement_id as first_id,
    last.improvement_id as latest_id,
    first.matter_id,
    last.kind_id,
    last.topic_id,
    first.force_id
from part as first
join stand on stand.matter_id = first.matter_id
join latest as last on last.matter_id = first.matter_id and last.turn = 1
join part as heard on heard.matter_id = first.matter_id and heard.from_last_heard = 1
where first.from_first = 1
order by first.force, heard.last_reported_on desc, first.matter_id;
