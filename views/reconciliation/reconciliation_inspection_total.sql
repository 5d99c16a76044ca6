-- How many values of each report have been recomputed from open statistics, and how many came out?
-- What reconciliation_total adds up. A value that a report states again is counted once.
create view reconciliation_inspection_total as
select
    inspection.label as report,
    cast(sum(reconciliation.stated is not null) as integer) as values_printed,
    cast(sum(verdict <> 'cannot-be-recomputed') as integer) as recomputed,
    cast(sum(verdict = 'match') as integer) as "match",
    cast(sum(verdict = 'rounding') as integer) as rounding,
    cast(sum(verdict = 'different-basis') as integer) as different_basis,
    cast(sum(verdict = 'later-revision') as integer) as later_revision,
    cast(sum(verdict = 'differs') as integer) as differs,
    cast(sum(reconciliation.stated is not null and verdict = 'cannot-be-recomputed') as integer)
        as cannot_be_recomputed,
    cast(sum(reconciliation.stated is null) as integer) as values_not_printed,
    reconciliation.inspection_id,
    reconciliation.force_id
from reconciliation
join inspection on inspection.id = reconciliation.inspection_id
where reconciliation.restates_id is null
group by reconciliation.inspection_id
order by reconciliation.inspection_id;
