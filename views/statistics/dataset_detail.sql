-- Which editions of open statistics are held, from whom, under which licence, and from which
-- file?
create view dataset_detail as
select
    dataset.id as dataset_id,
    dataset.title,
    source_kind.publisher,
    dataset.edition,
    dataset.extent,
    dataset.released_on,
    dataset.period_start,
    dataset.period_end,
    dataset.file_name,
    dataset.records,
    dataset.sha256,
    cast(case
        when exists (select 1 from source where source.sha256 = dataset.sha256) then 'as published'
        when exists (
            select 1 from source
            where source.source_kind_id = dataset.source_kind_id
                and source.file_name = dataset.file_name
                and source.sha256 is not null
        ) then 'differs'
        else 'not known'
    end as text) as checksum,
    dataset.accepted,
    source_kind.licence,
    cast(site.base_url || coalesce(source_kind.path, '') as text) as url,
    source_kind.note,
    dataset.source_kind_id,
    cast(coalesce(source_kind.same_as_kind_id, source_kind.id) as text) as series_id,
    cast(coalesce(dataset.released_on, dataset.period_end) as text) as edition_day,
    dataset.number as dataset_number
from dataset
join source_kind on source_kind.id = dataset.source_kind_id
join site on site.id = source_kind.site_id
order by dataset.number;
