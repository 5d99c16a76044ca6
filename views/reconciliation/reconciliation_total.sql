-- How many values of a report have been recomputed from open statistics, and how many came out?
-- One row per report, and one for all of them together. A value that a report states again is
-- counted once.
create view reconciliation_total as
with counted as (
    select
        inspection_id,
        force_id,
        stated is not null as is_printed,
        verdict
    from reconciliation
    where restates_id is null
),
grouped as (
    select inspection_id, force_id, is_printed, verdict from counted
    union all
    select null, null, is_printed, verdict from counted
)
select
    cast(coalesce(inspection.label, 'All reports loaded') as text) as report,
    cast(sum(grouped.is_printed) as integer) as values_printed,
    cast(sum(grouped.verdict <> 'cannot-be-recomputed') as integer) as recomputed,
    cast(sum(grouped.verdict = 'match') as integer) as "match",
    cast(sum(grouped.verdict = 'rounding') as integer) as rounding,
    cast(sum(grouped.verdict = 'different-basis') as integer) as different_basis,
    cast(sum(grouped.verdict = 'later-revision') as integer) as later_revision,
    cast(sum(grouped.verdict = 'differs') as integer) as differs,
    cast(sum(grouped.is_printed and grouped.verdict = 'cannot-be-recomputed') as integer) as cannot_be_recomputed,
    cast(sum(not grouped.is_printed) as integer) as values_not_printed,
    cast(grouped.inspection_id as text) as inspection_id,
    cast(grouped.force_id as text) as force_id
from grouped
left join inspection on inspection.id = grouped.inspection_id
group by grouped.inspection_id
order by grouped.inspection_id is not null, grouped.inspection_id;
