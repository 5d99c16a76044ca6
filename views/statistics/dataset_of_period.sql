-- Which edition counts for a period, where several have it? The latest that covers it. Kinds that
-- count the same in different ways (recorded crime by 12 months and by quarter) count as one.
create view dataset_of_period as
with edition as (
    select dataset.*, coalesce(source_kind.same_as_kind_id, source_kind.id) as series
    from dataset
    join source_kind on source_kind.id = dataset.source_kind_id
)
select
    edition.source_kind_id,
    period.id as period_id,
    edition.number as dataset_number,
    edition.id as dataset_id,
    edition.edition
from period
join edition
    on edition.period_start <= period.start_day
    and edition.period_end >= period.end_day
where
    not exists (
        select 1
        from edition as later
        where
            later.series = edition.series
            and (later.edition, later.source_kind_id) > (edition.edition, edition.source_kind_id)
            and later.period_start <= period.start_day
            and later.period_end >= period.end_day
    )
order by edition.source_kind_id, period.id;
