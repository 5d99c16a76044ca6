-- What is each statistic, by force and for England and Wales, with what was counted, what it was
-- set against, and which caveats apply? Values are given to all their decimals. Years without
-- an estimate of their base are left out.
create view statistic_value as
select
    statistic.label as statistic,
    area.name as area,
    period.label as period,
    statistic_number.value,
    unit.label as unit,
    statistic_number.numerator,
    statistic_number.denominator,
    statistic_number.denominator_is,
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
    area.kind as area_kind,
    period.start_day as period_start,
    period.end_day as period_end,
    statistic_number.base_year,
    statistic_number.base_edition,
    statistic.id as statistic_id,
    area.id as area_id,
    dataset.id as dataset_id,
    base_dataset.id as base_dataset_id,
    statistic.measure_id,
    statistic_number.period_id,
    statistic_number.area_number
from statistic_number
-- In the order of the table's key, so that a page or a download needs no sorting.
cross join statistic on statistic.id = statistic_number.statistic_id
cross join unit on unit.id = statistic.unit_id
cross join period on period.id = statistic_number.period_id
cross join reporting_area on reporting_area.number = statistic_number.area_number
cross join area on area.id = reporting_area.area_id
cross join dataset on dataset.number = statistic_number.dataset_number
cross join dataset as base_dataset on base_dataset.number = statistic_number.base_dataset_number
order by
    statistic_number.statistic_id, statistic_number.period_id, statistic_number.area_number;
