-- Which edition counts for a period, where several have it? The latest that covers it.
create view dataset_of_period as
select
    dataset.source_kind_id,
    period.id as period_id,
    dataset.number as dataset_number,
    dataset.id as dataset_id,
    dataset.edition
from period
join dataset
    on dataset.period_start <= period.start_day
    and dataset.period_end >= period.end_day
where
    not exists (
        select 1
        from dataset as later
        where
            later.source_kind_id = dataset.source_kind_id
            and later.edition > dataset.edition
            and later.period_start <= period.start_day
            and later.period_end >= period.end_day
    )
order by dataset.source_kind_id, period.id;
