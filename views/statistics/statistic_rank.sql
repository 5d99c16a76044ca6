-- Where does each force stand among the forces on a statistic, and where beside England and
-- Wales? The top and the bottom quarter of the forces are one of the highest and one of the lowest,
-- all others broadly in line: the inspectorate's rule for outcomes, openpeel's own for the rest. A
-- force that is not ranked has its value and the reason.
create view statistic_rank as
select
    statistic_value.statistic,
    statistic_value.area as force,
    statistic_value.period,
    cast(round(statistic_value.value, 2) as real) as value,
    cast(round(country.value, 2) as real) as england_and_wales_value,
    cast(round(statistic_value.value - country.value, 2) as real) as difference,
    place.rank_from_highest,
    place.forces,
    place.band,
    cast(case
        when place.band is null then null
        when exists (
            select 1
            from method_rule
            join method_rule_measure on method_rule_measure.method_rule_id = method_rule.id
            where
                method_rule.kind = 'banding'
                and method_rule_measure.measure_id = statistic_value.measure_id
        ) then 'the inspectorate''s rule'
        else 'openpeel''s own'
    end as text) as band_rule,
    cast(iif(
        place.band is null,
        (
            select statistic_small_base.not_ranked_because
            from statistic_small_base
            where
                statistic_small_base.statistic_id = statistic_value.statistic_id
                and statistic_small_base.area_id = statistic_value.area_id
        ),
        null
    ) as text) as not_ranked_because,
    statistic_value.unit,
    statistic_value.numerator,
    statistic_value.denominator,
    statistic_value.denominator_is,
    statistic_value.base_year,
    statistic_value.base_edition,
    statistic_value.notes,
    statistic_value.period_start,
    statistic_value.period_end,
    statistic_value.statistic_id,
    statistic_value.area_id,
    statistic_value.dataset_id,
    statistic_value.base_dataset_id,
    statistic_value.measure_id
from statistic_number as place
-- In the order of the table's key, so that a page or a download needs no sorting.
cross join statistic_value
    on statistic_value.statistic_id = place.statistic_id
    and statistic_value.period_id = place.period_id
    and statistic_value.area_number = place.area_number
left join statistic_of_england_and_wales as country
    on country.statistic_id = place.statistic_id
    and country.period_id = place.period_id
where statistic_value.area_kind = 'force'
order by place.statistic_id, place.period_id, place.area_number;
