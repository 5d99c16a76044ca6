-- What is a rate set against? People and households of an area at each mid-year, in every edition.
create view rate_base as
select
    cast('population' as text) as base,
    area,
    day,
    people as number,
    edition_label,
    edition,
    -- Estimates are printed to the nearest hundred; those implied by rates are exact.
    cast(case edition when 'revised' then 50 else 0 end as integer) as rounding,
    year,
    area_id,
    dataset_id,
    dataset_number,
    area_number
from population_edition
union all
select
    'household',
    area,
    day,
    households,
    cast(case dataset_table.status
        when 'absent' then 'as revised, to the nearest 100 (table P3)'
        else 'as revised, to the nearest 100 (table P10)'
    end as text),
    'revised',
    cast(50 as integer),
    year,
    area_id,
    dataset_id,
    household_detail.dataset_number,
    area_number
from household_detail
left join dataset_table
    on dataset_table.dataset_number = household_detail.dataset_number
    and dataset_table.name = 'P10'
order by base, dataset_number, area_number, year, edition desc;
