-- When did each inspection come out, as exactly as it is known? Every inspection has a row: where
-- no page dates its report, the first and last known days of the round stand in, marked as such.
create view inspection_date as
with round as (
    select
        framework_id,
        min(published_from) as published_from,
        max(published_to) as published_to
    from publication
    group by framework_id
)
select
    inspection.id as inspection_id,
    inspection.published_on,
    cast(
        case
            when inspection.published_basis is not null then inspection.published_basis
            when round.framework_id is not null then 'round'
            else 'not-known'
        end as text
    ) as published_basis,
    cast(case inspection.published_basis
        when 'stated' then inspection.published_from
        else round.published_from
    end as text) as published_from,
    cast(case
        when inspection.published_basis is not null then inspection.published_to
        else round.published_to
    end as text) as published_to,
    inspection.framework_id,
    inspection.force_id
from inspection
left join round on round.framework_id = inspection.framework_id
order by inspection.id;
