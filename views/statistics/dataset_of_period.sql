-- Which edition counts for a period, where several have it? The newest that covers it. Kinds that
-- count the same in different ways (recorded crime by 12 months and by quarter) count as one.
create view dataset_of_period as
with covering as (
    select
        dataset_detail.*,
        period.id as period_id,
        row_number() over (
            partition by dataset_detail.series_id, period.id
            order by
                dataset_detail.edition_day desc,
                dataset_detail.source_kind_id <> dataset_detail.series_id,
                dataset_detail.dataset_number
        ) as choice
    from period
    join dataset_detail
        on dataset_detail.period_start <= period.start_day
        and dataset_detail.period_end >= period.end_day
)
select
    source_kind_id,
    period_id,
    dataset_number,
    dataset_id,
    edition
from covering
where choice = 1
order by source_kind_id, period_id;
