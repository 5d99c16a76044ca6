-- Where does each force stand among the forces on a statistic, and where beside England and
-- Wales? The top and the bottom quarter of the forces are one of the highest and one of the lowest,
-- all others broadly in line: the inspectorate's rule for outcomes, openpeel's own for the rest. A
-- force that is not ranked has its value and the reason.
create view statistic_rank as
select
    statistic.label as statistic,
    area.name as force,
    period.label as period,
    cast(round(statistic_number.value, 2) as real) as value,
    cast(round(country.value, 2) as real) as england_and_wales_value,
    cast(round(statistic_number.value - country.value, 2) as real) as difference,
    statistic_number.rank_from_highest,
    statistic_number.forces,
    statistic_number.band,
    cast(case
        when statistic_number.band is null then null
        when exists (
            select 1
            from method_rule
            join method_rule_measure on method_rule_measure.method_rule_id = method_rule.id
            where method_rule.kind = 'banding' and method_rule_measure.measure_id = statistic.measure_id
        ) then 'the inspectorate''s rule'
        else 'openpeel''s own'
    end as text) as band_rule,
    cast(iif(
        statistic_number.band is null,
        (
            select statistic_note.summary
            from statistic_note
            join statistic_note_link on statistic_note_link.statistic_note_id = statistic_note.id
            where
                statistic_note.kind = 'small-base'
                and statistic_note.area_id = area.id
                and statistic_note_link.statistic_id = statistic.id
        ),
        null
    ) as text) as not_ranked_because,
    unit.label as unit,
    statistic_number.numerator,
    statistic_number.denominator,
    statistic_number.denominator_is,
    statistic_number.base_year,
    statistic_number.base_edition,
    cast((
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
                and (statistic_note.area_id is null or statistic_note.area_id = area.id)
                and (statistic_note.from_day is null or statistic_note.from_day <= period.end_day)
                and (statistic_note.until_day is null or statistic_note.until_day >= period.start_day)
            order by statistic_note.id
        )
    ) as text) as notes,
    period.start_day as period_start,
    period.end_day as period_end,
    statistic.id as statistic_id,
    area.id as area_id,
    dataset.id as dataset_id,
    base_dataset.id as base_dataset_id,
    statistic.measure_id
from statistic_number
-- In the order of the table's key, so that a page or a download needs no sorting.
cross join statistic on statistic.id = statistic_number.statistic_id
cross join unit on unit.id = statistic.unit_id
cross join period on period.id = statistic_number.period_id
cross join reporting_area on reporting_area.number = statistic_number.area_number
cross join area on area.id = reporting_area.area_id
cross join dataset on dataset.number = statistic_number.dataset_number
cross join dataset as base_dataset on base_dataset.number = statistic_number.base_dataset_number
left join statistic_number as country
    on country.statistic_id = statistic_number.statistic_id
    and country.period_id = statistic_number.period_id
    and country.area_number = (
        select number from reporting_area where area_id = 'england-and-wales'
    )
where area.kind = 'force'
order by
    statistic_number.statistic_id, statistic_number.period_id, statistic_number.area_number;
