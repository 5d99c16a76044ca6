-- Does a report agree with itself? Parts against their total, shares against their counts,
-- one thing stated in two ways, a value stated again in another place, the rows of a table
-- against its groups. What rounding allows is half a step of each number that is rounded.
create view arithmetic as
with given as materialized (
    -- Every value once, with what rounding may hide. A count in whole numbers is exact.
    select
        observation_detail.*,
        case
            when measure.unit_id = 'count' and observation_detail.decimals = 0 then 0
            else half_step.half
        end as half
    from observation_detail
    join measure on measure.id = observation_detail.measure_id
    left join half_step on half_step.decimals = observation_detail.decimals
    where observation_detail.restates_id is null
),
rule_stated as materialized (
    select arithmetic_rule.*, given.observation_id, given.area_id, given.inspection_id as held_in
    from arithmetic_rule
    join arithmetic_term
        on arithmetic_term.rule_id = arithmetic_rule.id
        and arithmetic_term.role = 'stated'
    join given
        on given.measure_id = arithmetic_term.measure_id
        and given.value is not null
        and given.value_high is null
    where arithmetic_rule.inspection_id is null or arithmetic_rule.inspection_id = given.inspection_id
),
candidate as materialized (
    -- The values that a term may mean; where several do, that of the same period, or else
    -- the one without a day, or else the latest.
    select
        rule_stated.id as rule_id,
        rule_stated.observation_id as stated_id,
        arithmetic_term.position,
        other.observation_id as candidate_id,
        row_number() over (
            partition by rule_stated.id, rule_stated.observation_id, arithmetic_term.position
            order by
                other.period_start is stated.period_start
                    and other.period_end is stated.period_end desc,
                other.period_end is null desc,
                other.period_end desc,
                other.observation_id
        ) as choice
    from rule_stated
    join given as stated on stated.observation_id = rule_stated.observation_id
    join arithmetic_term
        on arithmetic_term.rule_id = rule_stated.id
        and arithmetic_term.measure_id is not null
        and arithmetic_term.role <> 'stated'
    join given as other
        on other.measure_id = arithmetic_term.measure_id
        and other.inspection_id = stated.inspection_id
        and other.area_id = coalesce(arithmetic_term.area_id, stated.area_id)
        and other.observation_id <> stated.observation_id
        and other.value is not null
        and (
            not rule_stated.same_period
            or (
                other.period_start is stated.period_start
                and other.period_end is stated.period_end
            )
        )
),
listed as (
    select
        arithmetic_term.rule_id,
        arithmetic_term.position,
        count(improvement.id) as items
    from arithmetic_term
    left join improvement
        on improvement.inspection_id = arithmetic_term.listed_inspection_id
        and improvement.kind = arithmetic_term.listed_kind
    where arithmetic_term.role = 'listed'
    group by arithmetic_term.rule_id, arithmetic_term.position
),
operand as materialized (
    select
        rule_stated.id as rule_id,
        rule_stated.observation_id as stated_id,
        arithmetic_term.position,
        arithmetic_term.role,
        case rule_stated.kind when 'share' then ' of ' when 'average' then ' over ' else ' + ' end
            as joined_by,
        coalesce(given.value, arithmetic_term.constant, listed.items) as value,
        given.value_high,
        coalesce(given.half, 0) as half,
        given.approximate,
        arithmetic_term.constant is not null as is_constant,
        coalesce(
            given.measure || ': ' || given.stated
                || case when given.area_id <> rule_stated.area_id then ', ' || given.area else '' end
                || ' (' || given.place || ')',
            listed.items || ' held',
            printf('%g', arithmetic_term.constant)
        ) as reads
    from rule_stated
    join arithmetic_term
        on arithmetic_term.rule_id = rule_stated.id and arithmetic_term.role <> 'stated'
    left join candidate
        on candidate.rule_id = rule_stated.id
        and candidate.stated_id = rule_stated.observation_id
        and candidate.position = arithmetic_term.position
        and candidate.choice = 1
    left join given on given.observation_id = candidate.candidate_id
    left join listed
        on listed.rule_id = arithmetic_term.rule_id
        and listed.position = arithmetic_term.position
),
gathered as materialized (
    select
        rule_id,
        stated_id,
        count(*) - count(value) as missing,
        sum(case when role = 'part' then value end) as parts,
        sum(case when role = 'part' then half end) as parts_half,
        max(case when role = 'numerator' then value end) as numerator,
        max(case when role = 'numerator' then half end) as numerator_half,
        max(case when role = 'denominator' then value end) as denominator,
        max(case when role = 'denominator' then half end) as denominator_half,
        max(case when role in ('other', 'listed') then value end) as other,
        max(case when role in ('other', 'listed') then half end) as other_half,
        max(case when role = 'range' then value end) as low,
        max(case when role = 'range' then value_high end) as high,
        max(coalesce(approximate, 0)) as approximate,
        max(value is not null and not is_constant) as has_number,
        max(made_of) as made_of
    from (
        select
            *,
            group_concat(reads, joined_by) over (
                partition by rule_id, stated_id order by position
                rows between unbounded preceding and unbounded following
            ) as made_of
        from operand
    )
    group by rule_id, stated_id
),
by_rule as (
    select
        rule_stated.kind,
        rule_stated.label as relation,
        stated.observation_id,
        case rule_stated.kind
            when 'share' then 100.0 * gathered.numerator / nullif(gathered.denominator, 0)
            when 'average' then 1.0 * gathered.numerator / nullif(gathered.denominator, 0)
            when 'same' then gathered.other
            when 'listed' then gathered.other
            when 'within' then min(max(stated.value, gathered.low), gathered.high)
            else gathered.parts
        end as computed,
        stated.half + coalesce(
            case rule_stated.kind
                when 'share' then 100.0 * (gathered.numerator + gathered.numerator_half)
                    / (gathered.denominator - gathered.denominator_half)
                    - 100.0 * gathered.numerator / nullif(gathered.denominator, 0)
                when 'average' then gathered.numerator_half / nullif(gathered.denominator, 0)
                when 'same' then gathered.other_half
                when 'listed' then 0
                when 'within' then 0
                else gathered.parts_half
            end,
            0
        ) as allowed,
        gathered.made_of,
        gathered.missing,
        gathered.approximate or stated.approximate as approximate,
        rule_stated.note,
        rule_stated.id as rule_id
    from rule_stated
    join given as stated on stated.observation_id = rule_stated.observation_id
    join gathered
        on gathered.rule_id = rule_stated.id and gathered.stated_id = stated.observation_id
    -- Something to hold it against: a relation of which the report gives no other number
    -- is not one that it states.
    where gathered.has_number
),
by_figure as (
    select
        'table' as kind,
        'Figure ' || figure_sum.figure || ': the rows of "' || figure_sum.sum_of || '"' as relation,
        stated.observation_id,
        figure_sum.rows_below_add_to as computed,
        figure_sum.rounding_allows as allowed,
        'the rows below it' as made_of,
        0 as missing,
        stated.approximate,
        null as note,
        null as rule_id
    from figure_sum
    join figure_row on figure_row.id = figure_sum.figure_row_id
    join observation
        on observation.figure_id = figure_sum.figure_id
        and observation.measure_id = figure_row.measure_id
        and observation.area_id = figure_sum.area_id
    join given as stated on stated.observation_id = observation.id
    union all
    select
        'table',
        'Figure ' || figure_sum.figure || ': the single rows of "' || figure_sum.sum_of || '"',
        stated.observation_id,
        figure_sum.single_rows_add_to,
        figure_sum.single_rows_rounding_allows,
        'the rows that have none below them',
        0,
        stated.approximate,
        null,
        null
    from figure_sum
    join figure_row on figure_row.id = figure_sum.figure_row_id
    join observation
        on observation.figure_id = figure_sum.figure_id
        and observation.measure_id = figure_row.measure_id
        and observation.area_id = figure_sum.area_id
    join given as stated on stated.observation_id = observation.id
    where figure_sum.single_rows_add_to <> figure_sum.rows_below_add_to
),
by_restatement as (
    select
        'again' as kind,
        'Stated again: ' || again.measure as relation,
        again.observation_id,
        first.value as computed,
        0 as allowed,
        first.stated || ' (' || first.place
            || case when first.figure is null then '' else ', Figure ' || first.figure end || ')'
            as made_of,
        0 as missing,
        again.approximate,
        null as note,
        null as rule_id
    from observation_detail as again
    join observation_detail as first on first.observation_id = again.restates_id
    where again.value is not null
),
compared as (
    select * from by_rule
    union all
    select * from by_figure
    union all
    select * from by_restatement
)
select
    compared.relation,
    stated.area,
    stated.stated,
    cast(round(compared.computed, max(stated.decimals, 1)) as real) as computed,
    -- A bound that is kept leaves no difference to explain.
    cast(case
        when compared.kind in ('at-least', 'within') and compared.computed <= stated.value then null
        else round(compared.computed - stated.value, max(stated.decimals, 1))
    end as real) as difference,
    cast(round(compared.allowed, 4) as real) as rounding_allows,
    cast(case
        when compared.missing then 'a number is missing'
        when compared.kind = 'at-least' and compared.computed <= stated.value then 'agrees'
        when compared.kind <> 'at-least'
            and round(compared.computed, stated.decimals) = round(stated.value, stated.decimals)
            then 'agrees'
        when compared.kind = 'at-least' and compared.computed <= stated.value + compared.allowed
            then 'agrees within rounding'
        when abs(compared.computed - stated.value) <= compared.allowed + 0.000001
            then 'agrees within rounding'
        when compared.approximate then 'differs from what is said to be approximate'
        else 'does not agree'
    end as text) as verdict,
    cast(compared.made_of as text) as made_of,
    compared.kind,
    stated.place,
    compared.note,
    stated.page,
    stated.measure,
    stated.figure,
    stated.measure_id,
    stated.area_id,
    stated.topic_id,
    stated.inspection_id,
    stated.observation_id,
    compared.rule_id,
    stated.url
from compared
join observation_detail as stated on stated.observation_id = compared.observation_id
order by stated.observation_id, compared.relation;
