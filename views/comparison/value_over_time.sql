-- Which values does a report give for two times, and how did they change between them?
-- A value dated only by the inspection counts as later than one with a date.
create view value_over_time as
select
    later.measure,
    later.area,
    earlier.stated as earlier_stated,
    earlier.period as earlier_period,
    later.stated as later_stated,
    later.period as later_period,
    cast(
        round(later.value - earlier.value, max(later.decimals, earlier.decimals)) as real
    ) as change,
    cast(
        case when later.value > earlier.value then 'up' when later.value < earlier.value then 'down'
            else 'the same' end as text
    ) as direction,
    cast(case
        when measure.polarity = 'neither' or later.value = earlier.value then null
        when (later.value > earlier.value) = (measure.polarity = 'higher-is-better') then 'better'
        else 'worse'
    end as text) as reads_as,
    later.topic,
    later.page,
    earlier.place as earlier_place,
    later.place as later_place,
    later.measure_id,
    later.area_id,
    later.topic_id,
    earlier.observation_id as earlier_observation_id,
    later.observation_id as later_observation_id,
    later.inspection_id
from observation_detail as later
join observation_detail as earlier
    on earlier.measure_id = later.measure_id
    and earlier.area_id = later.area_id
    and earlier.inspection_id = later.inspection_id
    and earlier.period_end < coalesce(later.period_end, '9999')
join measure on measure.id = later.measure_id
where
    later.restates_id is null and earlier.restates_id is null
    and later.value is not null and earlier.value is not null
    and measure.unit_id <> 'percent-change'
order by later.area, later.page, later.observation_id;
