-- Which values of a report come out of open statistics, and what of those that do not? One row
-- per value stated, including those that cannot be recomputed. The verdict follows from the
-- attempts (views reconciliation_attempt and reconciliation_choice) in this order: match, rounding,
-- different-basis, later-revision (view reconciliation_revision), differs. What differs may have
-- an explanation in common with other values (view reconciliation_joint), which is not proven.
create view reconciliation as
with attempt as materialized (
    select
        *,
        row_number() over (
            partition by observation_id
            order by abs(revision_needed_percent), edition_days desc, rule_id, attempt_id
        ) as nearness,
        row_number() over (
            partition by observation_id, rule_id order by edition_days desc, attempt_id
        ) as age,
        count(*) over (partition by observation_id) as attempts
    from reconciliation_attempt
),
choice as materialized (
    select * from reconciliation_choice
),
revision as materialized (
    select * from reconciliation_revision where choice = 1 and explains
),
joint as materialized (
    select
        reconciliation_joint.*,
        sum(choice.matches = 'no') over (
            partition by
                reconciliation_joint.inspection_id,
                reconciliation_joint.explanation_id,
                reconciliation_joint.dataset_id
        ) as values_that_differ,
        row_number() over (
            partition by reconciliation_joint.observation_id
            order by
                largest_revision_percent,
                explanation_id,
                reconciliation_joint.edition_days desc,
                reconciliation_joint.dataset_id
        ) as choice
    from reconciliation_joint
    join choice on choice.observation_id = reconciliation_joint.observation_id
    where holds
),
-- What an older edition brings out and the newest one does not.
by_older as (
    select
        choice.observation_id,
        newest.recomputed,
        ' The edition that brings it out is an older one, ' || older.edition_title || '; by the newest, '
        || newest.edition_title || ', it is ' || replace(newest.recomputed, '-', '−') || '.' as reason
    from choice
    join attempt as older
        on older.observation_id = choice.observation_id
        and older.attempt_id = choice.attempt_id
    join attempt as newest
        on newest.observation_id = choice.observation_id
        and newest.rule_id = older.rule_id
        and newest.age = 1
        and newest.attempt_id <> older.attempt_id
),
stated as materialized (
    select * from observation_detail
),
judged as materialized (
    select
        stated.*,
        case
            when stated.value is null or choice.observation_id is null then 'cannot-be-recomputed'
            when choice.matches = 'yes' then 'match'
            when choice.within_rounding then 'rounding'
            when choice.apparent_attempt_id is not null then 'different-basis'
            when revision.observation_id is not null then 'later-revision'
            else 'differs'
        end as verdict,
        choice.rule_id,
        choice.attempt_id,
        choice.apparent_attempt_id,
        revision.which_count,
        revision.revised_percent,
        revision.values_fixing_a_count
    from stated
    left join choice on choice.observation_id = stated.observation_id
    left join revision on revision.observation_id = stated.observation_id
)
select
    judged.measure,
    judged.area,
    judged.stated,
    proper.recomputed,
    proper.difference,
    cast(judged.verdict as text) as verdict,
    cast(case judged.verdict
        when 'match' then proper_basis.reason || coalesce(by_older.reason, '')
        when 'rounding' then proper_basis.reason
            || ' It is rounded when it is published; within that the stated number comes out.'
            || coalesce(by_older.reason, '')
        when 'different-basis' then as_done_basis.reason
        when 'later-revision' then 'The counts loaded here are a later edition than the report could'
            || ' use. If ' || judged.which_count || ' was ' || abs(judged.revised_percent)
            || '% ' || iif(judged.revised_percent < 0, 'lower', 'higher')
            || ' at the time, the stated number comes out. '
            || case judged.values_fixing_a_count
                when 1 then 'The other count cannot have been revised that far: another value of the'
                    || ' report rests on it and comes out.'
                else coalesce(
                    'The other count cannot have been revised that far: ' || judged.values_fixing_a_count
                        || ' other values of the report rest on it and come out.',
                    ''
                )
            end
        when 'differs' then case
            when joint.observation_id is not null then 'Not settled. The best joint explanation of '
                || joint.values_that_differ || ' values of the report, which is not proven: '
                || joint.reason || ' This value is then ' || replace(joint.recomputed, '-', '−')
                || '. If counts differ by up to ' || joint.largest_revision_percent
                || '% from the edition loaded here, the values come out together. Against it: '
                || joint.doubt
            else 'Not settled. None of ' || nearest.attempts
                || ' attempts explains it; the nearest has ' || nearest.basis || ' ('
                || nearest.recomputed || ')'
                || case
                    when nearest.matches = 'yes'
                        then ', which brings it out but not the other values of the report that it'
                            || ' would change.'
                    else coalesce(
                        ', for which the counts would have to be '
                            || abs(nearest.revision_needed_percent) || '% '
                            || iif(nearest.revision_needed_percent < 0, 'lower', 'higher'),
                        ''
                    ) || '.'
                end
        end
        else case
            when judged.value is null then 'The report gives no value: '
                || replace(judged.missing_reason, '-', ' ') || '.'
            when nearest_basis.standing = 'nearest'
                then nearest_basis.reason || ' That makes ' || nearest.recomputed || '.'
            when judged.value_high is not null and not_recomputable_reason.id is null
                then 'The report gives a range.'
            when not_recomputable_reason.id is not null then not_recomputable_reason.reason
            when judged.measure_id in (select measure_id from recomputation_rule)
                then 'The open statistics loaded here do not have it for this area and time.'
            else 'No way of computing it from open statistics is known.'
        end
    end as text) as reason,
    proper.basis,
    proper.working,
    by_older.recomputed as newest_recomputed,
    as_done.recomputed as apparent_value,
    as_done.basis as apparent_basis,
    as_done.working as apparent_working,
    cast(iif(judged.verdict = 'differs', joint.explanation, null) as text) as joint_explanation,
    cast(iif(judged.verdict = 'differs', joint.recomputed, null) as real) as jointly_recomputed,
    -- Of the count named in the reason: what it would have to differ by from the edition loaded.
    cast(case judged.verdict
        when 'later-revision' then judged.revised_percent
        when 'differs' then joint.revised_percent
    end as real) as revision_needed_percent,
    cast(iif(judged.verdict = 'later-revision', judged.which_count, null) as text) as revised_count,
    cast(coalesce(nearest.attempts, 0) as integer) as attempts,
    judged.period,
    judged.compared_with,
    judged.place,
    cast(coalesce(proper.datasets, nearest.datasets) as text) as datasets,
    judged.topic,
    judged.page,
    judged.restates_id,
    judged.measure_id,
    judged.area_id,
    judged.topic_id,
    judged.inspection_id,
    judged.observation_id,
    proper.rule_id,
    proper.numerator,
    proper.denominator,
    inspection.force_id,
    judged.url
from judged
join inspection on inspection.id = judged.inspection_id
left join attempt as proper
    on proper.observation_id = judged.observation_id
    and proper.attempt_id = judged.attempt_id
left join by_older
    on by_older.observation_id = judged.observation_id and judged.verdict in ('match', 'rounding')
left join recomputation_basis as proper_basis on proper_basis.id = proper.basis_id
left join attempt as as_done
    on as_done.observation_id = judged.observation_id
    and as_done.attempt_id = judged.apparent_attempt_id
left join recomputation_basis as as_done_basis on as_done_basis.id = as_done.basis_id
left join attempt as nearest
    on nearest.observation_id = judged.observation_id and nearest.nearness = 1
left join recomputation_basis as nearest_basis on nearest_basis.id = nearest.basis_id
left join joint on joint.observation_id = judged.observation_id and joint.choice = 1
left join not_recomputable_measure as bar on bar.measure_id = judged.measure_id
left join not_recomputable_reason on not_recomputable_reason.id = bar.not_recomputable_reason_id
order by judged.observation_id;
