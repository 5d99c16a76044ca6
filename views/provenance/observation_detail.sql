-- Every value with its measure, area, period, unit, wording and place: what does the
-- report say, of whom, for when, and where does it stand?
create view observation_detail as
with month(number, name) as (
    values ('01', 'January'), ('02', 'February'), ('03', 'March'), ('04', 'April'),
        ('05', 'May'), ('06', 'June'), ('07', 'July'), ('08', 'August'),
        ('09', 'September'), ('10', 'October'), ('11', 'November'), ('12', 'December')
),
span(observation_id, which, first, last) as (
    select id, 'period', period_start, period_end from observation where period_start is not null
    union all
    select id, 'baseline', baseline_start, baseline_end from observation
    where baseline_start is not null
),
span_text as (
    select
        span.observation_id,
        span.which,
        case
            when span.first = span.last
                then 'as at ' || ltrim(substr(span.last, 9), '0') || ' ' || last_month.name
                    || ' ' || substr(span.last, 1, 4)
            when span.first = date(span.last, '+1 day', '-1 year')
                then case
                        when substr(span.last, 6) = '12-31' then ''
                        else '12 months to ' || ltrim(substr(span.last, 9), '0') || ' '
                            || last_month.name || ' '
                    end || substr(span.last, 1, 4)
            when substr(span.first, 1, 7) = substr(span.last, 1, 7)
                then last_month.name || ' ' || substr(span.last, 1, 4)
            else first_month.name || ' to ' || last_month.name || ' ' || substr(span.last, 1, 4)
        end as text
    from span
    join month as first_month on first_month.number = substr(span.first, 6, 2)
    join month as last_month on last_month.number = substr(span.last, 6, 2)
),
number_text as (
    -- The number with the decimals of the source, thousands separated, a sign on changes.
    select
        observation.id as observation_id,
        case
            when observation.value is null then null
            else coalesce(observation.qualifier || ' ', '')
                || case
                    when measure.unit_id = 'percent-change'
                        then printf('%+.*f', observation.decimals, observation.value)
                    when observation.decimals = 0 then printf('%,d', observation.value)
                    else printf('%.*f', observation.decimals, observation.value)
                end
                || case
                    when observation.value_high is null then ''
                    when observation.decimals = 0
                        then ' to ' || printf('%,d', observation.value_high)
                    else ' to ' || printf('%.*f', observation.decimals, observation.value_high)
                end
        end as text
    from observation
    join measure on measure.id = observation.measure_id
)
select
    observation.id as observation_id,
    measure.label as measure,
    area.name as area,
    cast(replace(
        case
            when observation.value = 1 and observation.value_high is null
                then coalesce(unit.pattern_of_one, unit.pattern)
            else unit.pattern
        end,
        '{}', number_text.text
    ) as text) as stated,
    cast(coalesce(period.text, observation.period_note) as text) as period,
    cast(baseline.text as text) as compared_with,
    citation_detail.page,
    citation_detail.place,
    observation.value,
    observation.value_high,
    observation.decimals,
    unit.label as unit,
    observation.printed,
    observation.approximate,
    observation.missing_reason,
    observation.note,
    figure.number as figure,
    topic.label as topic,
    observation.period_start,
    observation.period_end,
    observation.baseline_start,
    observation.baseline_end,
    observation.restates_id,
    observation.inspection_id,
    observation.measure_id,
    observation.area_id,
    measure.topic_id,
    observation.citation_id,
    citation_detail.document,
    citation_detail.url
from observation
join measure on measure.id = observation.measure_id
join unit on unit.id = measure.unit_id
join topic on topic.id = measure.topic_id
join area on area.id = observation.area_id
join number_text on number_text.observation_id = observation.id
join citation_detail on citation_detail.citation_id = observation.citation_id
left join figure on figure.id = observation.figure_id
left join span_text as period
    on period.observation_id = observation.id and period.which = 'period'
left join span_text as baseline
    on baseline.observation_id = observation.id and baseline.which = 'baseline'
order by observation.id;
