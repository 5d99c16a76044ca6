-- How many values of a report have been recomputed from open statistics, and how many came out?
-- One row per report, and one for all of them together. A value that a report states again is
-- counted once.
create view reconciliation_total as
with grouped as (
    select *, inspection_id as scope_id from reconciliation_inspection_total
    union all
    select *, null from reconciliation_inspection_total
)
select
    cast(iif(scope_id is null, 'All reports loaded', min(report)) as text) as report,
    cast(sum(values_printed) as integer) as values_printed,
    cast(sum(recomputed) as integer) as recomputed,
    cast(sum("match") as integer) as "match",
    cast(sum(rounding) as integer) as rounding,
    cast(sum(different_basis) as integer) as different_basis,
    cast(sum(later_revision) as integer) as later_revision,
    cast(sum(differs) as integer) as differs,
    cast(sum(cannot_be_recomputed) as integer) as cannot_be_recomputed,
    cast(sum(values_not_printed) as integer) as values_not_printed,
    cast(scope_id as text) as inspection_id,
    cast(iif(scope_id is null, null, min(force_id)) as text) as force_id
from grouped
group by scope_id
order by scope_id is not null, scope_id;
