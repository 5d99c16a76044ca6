-- By how much did recorded crime change, the same crimes counted in both years, in every
-- force and in England and Wales, for the times that reports state; with and without
-- British Transport Police?
create view recomputed_change as
select
    pair.measure_id,
    pair.area_id,
    pair.period_start,
    pair.period_end,
    pair.baseline_start,
    pair.baseline_end,
    cast(100.0 * (pair.offences + coalesce(police.offences, 0))
        / nullif(pair.baseline_offences + coalesce(police_earlier.offences, 0), 0) - 100 as real) as value,
    cast(pair.offences + coalesce(police.offences, 0) as integer) as numerator,
    cast(pair.baseline_offences + coalesce(police_earlier.offences, 0) as integer) as denominator,
    cast(0 as integer) as denominator_rounding,
    cast(pair.group_id || ' to ' || pair.period_end
        || case when pair.transport_police is null then '' else ' with transport police' end as text) as numerator_key,
    cast(pair.group_id || ' to ' || pair.baseline_end
        || case when coalesce(pair.transport_police, '') = 'both' then ' with transport police' else '' end as text) as denominator_key,
    pair.method_id,
    pair.basis_id,
    pair.rule_id,
    pair.dataset_id,
    cast(null as text) as base_dataset_id
from recomputation_crime_pair as pair
left join recomputation_crime as police
    on pair.transport_police is not null
    and police.dataset_id = pair.dataset_id
    and police.group_id = pair.group_id
    and police.period_end = pair.period_end
    and police.area_id = 'british-transport-police'
left join recomputation_crime as police_earlier
    on pair.transport_police = 'both'
    and police_earlier.dataset_id = pair.dataset_id
    and police_earlier.group_id = pair.group_id
    and police_earlier.period_end = pair.baseline_end
    and police_earlier.area_id = 'british-transport-police'
where
    pair.method_id = 'change'
    and (pair.transport_police is null or police.offences is not null)
    and (coalesce(pair.transport_police, '') <> 'both' or police_earlier.offences is not null)
order by
    pair.measure_id, pair.period_end, pair.baseline_end, pair.area_id, pair.rule_id, pair.dataset_id;
