-- A rule of recomputing has what its method needs, and a view computes each method.
select id as recomputation_id, 'lacks what its method needs' as why
from recomputation_rule
where
    (method_id in ('population-rate', 'asb-rate')
        and (base_years_before is null or population_edition is null))
    or (method_id = 'household-rate' and base_years_before is null)
    or (method_id in ('population-rate', 'household-rate', 'change', 'change-baseline-with-fraud',
        'forces-risen') and offence_group_id is null)
    or (method_id = 'change-baseline-with-fraud' and baseline_group_id is null)
    or (transport_police is not null and coalesce(area_kind, '') <> 'country')
union all
select recomputation_rule.id, 'counts no outcome'
from recomputation_rule
join measure on measure.id = recomputation_rule.measure_id
where
    recomputation_rule.method_id = 'outcome-share'
    and not exists (
        select 1 from outcome_code
        where
            outcome_code.outcome_group = recomputation_rule.outcome_group
            or recomputation_rule.outcome_group = 'any'
            or (
                recomputation_rule.outcome_group is null
                and outcome_code.outcome_type_id = measure.outcome_type_id
            )
    )
union all
select id, 'no view recomputed_... names it'
from recomputation_method
where not exists (
    select 1 from sqlite_schema
    where
        type = 'view'
        and name glob 'recomputed_*'
        and instr(sql, '''' || recomputation_method.id || '''')
);
