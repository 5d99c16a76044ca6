-- How many crimes were recorded, of the kinds and in the 12 months that the recomputing of
-- reports needs: by force, British Transport Police and in England and Wales? In every edition: those
-- of 12 months by force, those by quarter, and the yearly tables as they were first printed. Only these
-- are added up, so that it stays quick whatever else is loaded.
create view recomputation_crime as
with needed as (
    select distinct
        offence_group.number as group_number,
        offence_group.id as group_id,
        moment.end_day,
        -- 2016063012 is the 12 months to 30 June 2016.
        cast(strftime('%Y%m%d', moment.end_day) || '12' as integer) as period_id
    from recomputation_rule as rule
    join (
        select rule_id, period_end as end_day from recomputation_span
        union
        select rule_id, baseline_end from recomputation_span
    ) as moment on moment.rule_id = rule.id and moment.end_day is not null
    join offence_group on offence_group.id in (rule.offence_group_id, rule.baseline_group_id)
),
counted as (
    -- A file that is read whole gives no totals; what ships of one gives them as they are.
    select
        dataset.number as dataset_number,
        needed.group_id,
        needed.end_day,
        recorded_crime.area_number,
        sum(recorded_crime.offences) as offences
    from needed
    cross join dataset
    cross join (
        select number as total_number, number as part_number, 0 as by_parts from offence_group
        union all
        select total_number, part_number, 1 from offence_group_part
    ) as member
    cross join recorded_crime
        on recorded_crime.dataset_number = dataset.number
        and recorded_crime.group_number = member.part_number
        and recorded_crime.period_id = needed.period_id
    where
        dataset.source_kind_id = 'recorded-crime-by-force'
        and member.total_number = needed.group_number
        and (member.by_parts = 0 or dataset.extent = 'full')
    group by dataset.number, needed.group_id, needed.end_day, recorded_crime.area_number
    union all
    select
        dataset.number,
        needed.group_id,
        needed.end_day,
        recorded_crime_sum.area_number,
        recorded_crime_sum.offences
    from needed
    cross join dataset
    cross join recorded_crime_sum
        on recorded_crime_sum.dataset_number = dataset.number
        and recorded_crime_sum.group_number = needed.group_number
        and recorded_crime_sum.period_id = needed.period_id
    where dataset.source_kind_id = 'recorded-crime-open-data'
    union all
    select
        dataset.number,
        needed.group_id,
        needed.end_day,
        recorded_crime_published.area_number,
        recorded_crime_published.offences
    from needed
    cross join dataset
    cross join recorded_crime_published
        on recorded_crime_published.dataset_number = dataset.number
        and recorded_crime_published.period_id = needed.period_id
        and recorded_crime_published.group_number = needed.group_number
    where recorded_crime_published.offences is not null
),
named as (
    select counted.*, area.id as area_id, area.kind
    from counted
    join reporting_area on reporting_area.number = counted.area_number
    join area on area.id = reporting_area.area_id
    where area.kind = 'force' or area.id = 'british-transport-police'
)
select
    dataset.id as dataset_id,
    group_id,
    end_day as period_end,
    area_id,
    kind as area_kind,
    cast(offences as integer) as offences
from named
join dataset on dataset.number = named.dataset_number
union all
select dataset.id, group_id, end_day, 'england-and-wales', 'country', cast(sum(offences) as integer)
from named
join dataset on dataset.number = named.dataset_number
where kind = 'force'
group by dataset.id, group_id, end_day
having count(*) = (select count(*) from force)
order by dataset_id, group_id, period_end, area_id;
