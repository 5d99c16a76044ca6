-- How many crimes were recorded in the later and in the earlier 12 months, for every rule and time
-- that compares two years? The views of changes in recorded crime take their counts from here.
create view recomputation_crime_pair as
select
    span.measure_id,
    later.area_id,
    later.area_kind,
    span.period_start,
    span.period_end,
    span.baseline_start,
    span.baseline_end,
    later.offences,
    earlier.offences as baseline_offences,
    later.group_id,
    rule.baseline_group_id,
    rule.transport_police,
    span.method_id,
    span.basis_id,
    span.rule_id,
    later.dataset_id
from recomputation_span as span
join recomputation_rule as rule on rule.id = span.rule_id
join recomputation_crime as later
    on later.group_id = rule.offence_group_id
    and later.period_end = span.period_end
    and later.area_kind in ('force', 'country')
    -- A rule for 'forces' counts forces, so it compares the crimes of each.
    and later.area_kind
    = coalesce(iif(rule.area_kind = 'forces', 'force', rule.area_kind), later.area_kind)
join recomputation_crime as earlier
    on earlier.dataset_id = later.dataset_id
    and earlier.group_id = later.group_id
    and earlier.area_id = later.area_id
    and earlier.period_end = span.baseline_end
order by
    span.measure_id, span.period_end, span.baseline_end, later.area_id, span.rule_id, later.dataset_id;
