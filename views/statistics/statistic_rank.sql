-- Where does each force stand among the forces on a statistic? By the inspectorate's bands the
-- top and the bottom quarter of the forces are one of the highest and one of the lowest, all
-- others broadly in line. Forces that share a value are in a band only if all of them fit.
create view statistic_rank as
with number as materialized (
    select * from statistic_number
),
ranked as (
    select
        number.*,
        area.id as area_id,
        area.name as force,
        count(*) over (partition by statistic_id, period_id) as forces,
        rank() over (partition by statistic_id, period_id order by value desc) as rank_from_highest,
        count(*) over (
            partition by statistic_id, period_id
            order by value desc
            range between unbounded preceding and current row
        ) as forces_as_high,
        count(*) over (
            partition by statistic_id, period_id
            order by value
            range between unbounded preceding and current row
        ) as forces_as_low
    from number
    join reporting_area on reporting_area.number = number.area_number
    join area on area.id = reporting_area.area_id
    where area.kind = 'force'
),
country as (
    select number.statistic_id, number.period_id, number.value
    from number
    join reporting_area on reporting_area.number = number.area_number
    where reporting_area.area_id = 'england-and-wales'
)
select
    statistic.label as statistic,
    ranked.force,
    period.label as period,
    round(ranked.value, 2) as value,
    round(country.value, 2) as england_and_wales_value,
    round(ranked.value - country.value, 2) as difference,
    ranked.rank_from_highest,
    ranked.forces,
    case
        when ranked.forces_as_high * 4 <= ranked.forces then 'one of the highest'
        when ranked.forces_as_low * 4 <= ranked.forces then 'one of the lowest'
        else 'broadly in line'
    end as band,
    unit.label as unit,
    ranked.numerator,
    ranked.denominator,
    ranked.denominator_is,
    ranked.base_year,
    ranked.base_edition,
    (
        select group_concat(summary, ' ') from (
            select statistic_note.summary
            from statistic_note
            where
                (
                    statistic_note.id in (
                        select statistic_note_id from statistic_note_link
                        where statistic_note_link.statistic_id = statistic.id
                    )
                    or statistic_note.id in (
                        select statistic_note_id from statistic_note_group
                        where statistic_note_group.group_number = statistic.group_number
                    )
                )
                and (statistic_note.area_id is null or statistic_note.area_id = ranked.area_id)
                and (statistic_note.from_day is null or statistic_note.from_day <= period.end_day)
                and (statistic_note.until_day is null or statistic_note.until_day >= period.start_day)
            order by statistic_note.id
        )
    ) as notes,
    period.start_day as period_start,
    period.end_day as period_end,
    ranked.statistic_id,
    ranked.area_id,
    ranked.dataset_id,
    ranked.base_dataset_id,
    statistic.measure_id
from ranked
join statistic on statistic.id = ranked.statistic_id
join unit on unit.id = statistic.unit_id
join period on period.id = ranked.period_id
left join country
    on country.statistic_id = ranked.statistic_id
    and country.period_id = ranked.period_id
order by ranked.statistic_id, ranked.period_id, ranked.rank_from_highest, ranked.force;
