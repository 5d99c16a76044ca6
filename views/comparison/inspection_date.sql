-- When did each inspection come out, as exactly as it is known? Every inspection has a row: where
-- no page dates its report, the first and last known days of the round stand in, marked as such.
-- Where a report is dated by the month and the publication of all forces' reports by the day within
-- it, the day counts.
create view inspection_date as
with round as (
    select
        framework_id,
        min(published_from) as published_from,
        max(published_to) as published_to
    from publication
    group by framework_id
),
day_of_all as (
    select inspection.id as inspection_id, publication.published_on
    from inspection
    join publication
        on publication.framework_id = inspection.framework_id
        and publication.force_id is null
        and inspection.id = inspection.force_id || '-' || replace(inspection.framework_id, 'peel-', '')
            || '-' || coalesce(publication.report, publication.pillar_id)
    where
        inspection.published_basis = 'stated'
        and publication.basis = 'stated'
        and length(publication.published_on) = 10
        and publication.published_on between inspection.published_from and inspection.published_to
)
select
    inspection.id as inspection_id,
    cast(coalesce(day_of_all.published_on, inspection.published_on) as text) as published_on,
    cast(
        case
            when inspection.published_basis is not null then inspection.published_basis
            when round.framework_id is not null then 'round'
            else 'not-known'
        end as text
    ) as published_basis,
    cast(case inspection.published_basis
        when 'stated' then coalesce(day_of_all.published_on, inspection.published_from)
        else round.published_from
    end as text) as published_from,
    cast(case
        when inspection.published_basis is not null
            then coalesce(day_of_all.published_on, inspection.published_to)
        else round.published_to
    end as text) as published_to,
    inspection.framework_id,
    inspection.force_id
from inspection
left join round on round.framework_id = inspection.framework_id
left join day_of_all on day_of_all.inspection_id = inspection.id
order by inspection.id;
