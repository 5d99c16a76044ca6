-- By how much did recorded crime change, the same crimes counted in both years, in every
-- force and in England and Wales, for the times that reports state; with and without
-- British Transport Police?
create view recomputed_change as
select
    span.measure_id,
    later.area_id,
    span.period_start,
    span.period_end,
    span.baseline_start,
    span.baseline_end,
    cast(100.0 * (later.offences + coalesce(police_later.offences, 0))
        / nullif(earlier.offences + coalesce(police_earlier.offences, 0), 0) - 100 as real) as value,
    cast(later.offences + coalesce(police_later.offences, 0) as integer) as numerator,
    cast(earlier.offences + coalesce(police_earlier.offences, 0) as integer) as denominator,
    cast(0 as integer) as denominator_rounding,
    cast(later.group_id || ' to ' || span.period_end
        || case when rule.transport_police is null then '' else ' with transport police' end as text) as numerator_key,
    cast(earlier.group_id || ' to ' || span.baseline_end
        || case when coalesce(rule.transport_police, '') = 'both' then ' with transport police' else '' end as text) as denominator_key,
    span.method_id,
    span.basis_id,
    rule.id as rule_id,
    later.dataset_id,
    cast(null as text) as base_dataset_id
from recomputation_span as span
join recomputation_rule as rule on rule.id = span.rule_id and rule.method_id = 'change'
join recomputation_crime as later
    on later.group_id = rule.offence_group_id
    and later.period_end = span.period_end
    and later.area_kind in ('force', 'country')
    and later.area_kind = coalesce(rule.area_kind, later.area_kind)
join recomputation_crime as earlier
    on earlier.dataset_id = later.dataset_id
    and earlier.group_id = later.group_id
    and earlier.area_id = later.area_id
    and earlier.period_end = span.baseline_end
left join recomputation_crime as police_later
    on rule.transport_police is not null
    and police_later.dataset_id = later.dataset_id
    and police_later.group_id = later.group_id
    and police_later.period_end = later.period_end
    and police_later.area_id = 'british-transport-police'
left join recomputation_crime as police_earlier
    on rule.transport_police = 'both'
    and police_earlier.dataset_id = later.dataset_id
    and police_earlier.group_id = later.group_id
    and police_earlier.period_end = earlier.period_end
    and police_earlier.area_id = 'british-transport-police'
where
    (rule.transport_police is null or police_later.offences is not null)
    and (coalesce(rule.transport_police, '') <> 'both' or police_earlier.offences is not null)
order by span.measure_id, span.period_end, span.baseline_end, later.area_id, rule.id, later.dataset_id;
