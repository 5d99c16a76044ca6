-- Which values of a report come out of open statistics, and what of those that do not? One
-- row per value stated, those that cannot be recomputed too. The verdict follows from the
-- attempts (view reconciliation_attempt) in this order: match, rounding, different-basis,
-- later-revision, differs. A basis that the report does not name explains a value only if it
-- brings out every value of the report for which it makes a difference.
create view reconciliation as
with attempt as materialized (
    select
        reconciliation_attempt.*,
        standing in ('like-for-like', 'as-published') as proper,
        row_number() over (
            partition by observation_id
            order by
                standing not in ('like-for-like', 'as-published'),
                standing = 'nearest',
                comes_out = 'no',
                not within_rounding,
                abs(revision_needed_percent),
                standing <> 'like-for-like',
                rule_id,
                dataset_id desc
        ) as choice,
        row_number() over (
            partition by observation_id
            order by abs(revision_needed_percent), rule_id, dataset_id desc
        ) as nearness
    from reconciliation_attempt
),
proper as (
    select * from attempt where choice = 1 and proper
),
explaining as (
    -- The bases that bring out all values of the report that they would make other.
    select attempt.inspection_id, attempt.basis_id, attempt.dataset_id
    from attempt
    join proper on proper.observation_id = attempt.observation_id
    where
        attempt.standing = 'as-done'
        and round(attempt.exact_value, attempt.decimals) <> round(proper.exact_value, proper.decimals)
    group by attempt.inspection_id, attempt.basis_id, attempt.dataset_id
    having min(attempt.comes_out = 'yes')
),
as_done as (
    select
        attempt.*,
        row_number() over (
            partition by attempt.observation_id
            order by attempt.rule_id, attempt.dataset_id desc
        ) as number
    from attempt
    join explaining
        on explaining.inspection_id = attempt.inspection_id
        and explaining.basis_id = attempt.basis_id
        and explaining.dataset_id is attempt.dataset_id
    where attempt.standing = 'as-done' and attempt.comes_out = 'yes'
),
tried as (
    select observation_id, count(*) as attempts from attempt group by observation_id
),
verdict as (
    select
        stated.observation_id,
        case
            when stated.value is null then 'cannot-be-recomputed'
            when proper.comes_out = 'yes' then 'match'
            when proper.within_rounding then 'rounding'
            when as_done.observation_id is not null and proper.observation_id is not null
                then 'different-basis'
            when proper.within_revision then 'later-revision'
            when proper.observation_id is not null then 'differs'
            else 'cannot-be-recomputed'
        end as verdict
    from observation_detail as stated
    left join proper on proper.observation_id = stated.observation_id
    left join as_done on as_done.observation_id = stated.observation_id and as_done.number = 1
)
select
    stated.measure,
    stated.area,
    stated.stated,
    proper.recomputed,
    proper.difference,
    cast(verdict.verdict as text) as verdict,
    cast(case verdict.verdict
        when 'match' then proper_basis.reason
        when 'rounding' then proper_basis.reason
            || ' It is rounded when it is published; within that the stated number comes out.'
        when 'different-basis' then as_done_basis.reason
        when 'later-revision' then 'The counts at hand are a later edition than the report could'
            || ' use. If the later one of them were ' || abs(proper.revision_needed_percent)
            || ' percent ' || case when proper.revision_needed_percent < 0 then 'lower' else 'higher' end
            || ', the stated number would come out.'
        when 'differs' then 'Not settled. None of ' || tried.attempts
            || ' attempts explains it; the nearest has ' || nearest.basis || ' ('
            || nearest.recomputed || ')'
            || case
                when nearest.comes_out = 'yes'
                    then ', which brings it out but not the other values of the report that it'
                        || ' would make other.'
                else coalesce(
                    ', for which the counts would have to be '
                        || abs(nearest.revision_needed_percent) || ' percent '
                        || case when nearest.revision_needed_percent < 0 then 'lower' else 'higher' end,
                    ''
                ) || '.'
            end
        else case
            when stated.value is null then 'The report gives no value: '
                || replace(stated.missing_reason, '-', ' ') || '.'
            when nearest_basis.standing = 'nearest'
                then nearest_basis.reason || ' That makes ' || nearest.recomputed || '.'
            when stated.value_high is not null and recomputation_bar.id is null
                then 'The report gives a range.'
            when recomputation_bar.id is not null then recomputation_bar.reason
            when rule.measure_id is not null then 'The open statistics for it are not among those'
                || ' that are loaded for this area and time.'
            else 'No way of computing it from open statistics is known.'
        end
    end as text) as reason,
    proper.basis,
    proper.working,
    as_done.recomputed as as_it_seems_done,
    as_done.basis as basis_it_seems_done_on,
    as_done.working as working_it_seems_done,
    proper.revision_needed_percent,
    cast(coalesce(tried.attempts, 0) as integer) as attempts,
    stated.period,
    stated.compared_with,
    stated.place,
    cast(coalesce(proper.datasets, nearest.datasets) as text) as datasets,
    stated.topic,
    stated.page,
    stated.restates_id,
    stated.measure_id,
    stated.area_id,
    stated.topic_id,
    stated.inspection_id,
    stated.observation_id,
    proper.rule_id,
    proper.numerator,
    proper.denominator,
    inspection.force_id,
    stated.url
from observation_detail as stated
join verdict on verdict.observation_id = stated.observation_id
join inspection on inspection.id = stated.inspection_id
left join proper on proper.observation_id = stated.observation_id
left join recomputation_basis as proper_basis on proper_basis.id = proper.basis_id
left join as_done on as_done.observation_id = stated.observation_id and as_done.number = 1
left join recomputation_basis as as_done_basis on as_done_basis.id = as_done.basis_id
left join attempt as nearest on nearest.observation_id = stated.observation_id and nearest.nearness = 1
left join recomputation_basis as nearest_basis on nearest_basis.id = nearest.basis_id
left join tried on tried.observation_id = stated.observation_id
left join recomputation_bar_measure as bar on bar.measure_id = stated.measure_id
left join recomputation_bar on recomputation_bar.id = bar.recomputation_bar_id
left join (select distinct measure_id from recomputation_rule) as rule
    on rule.measure_id = stated.measure_id
order by stated.observation_id;
