-- By when were a local policing body's comments on a report due, when did they come out, and
-- how late were they? What was said of a report elsewhere is not the comments: it is neither in time nor late.
-- One row per inspection and rule; of a report whose day is not known,
-- the first and the last day that can be meant. A page that tells of a report bounds its day from
-- above only; the known reports of a round bound no other report's.
create view response_deadline as
with report as (
    select
        inspection.id,
        inspection.label,
        inspection.force_id,
        inspection_date.published_on,
        inspection_date.published_basis,
        inspection_date.published_from,
        inspection_date.published_to
    from inspection
    join inspection_date on inspection_date.inspection_id = inspection.id
    where inspection.kind <> 'revisit'
),
due as (
    select
        report.id as inspection_id,
        response_rule.id as response_rule_id,
        case
            when report.published_from >= coalesce(response_rule.from_day, '0')
                and report.published_to <= coalesce(response_rule.until_day, '9')
                then 'yes'
            else 'if the report is of that time: its day is not known'
        end as applies,
        iif(report.published_basis <> 'stated', null, date(
            max(report.published_from, coalesce(response_rule.from_day, '0')),
            (response_rule.days - response_rule.counts_first_day) || ' days'
        )) as first_due,
        iif(report.published_basis = 'round', null, date(
            min(report.published_to, coalesce(response_rule.until_day, '9')),
            (response_rule.days - response_rule.counts_first_day) || ' days'
        )) as last_due
    from report
    join response_rule
        on (response_rule.force_id is null or response_rule.force_id = report.force_id)
        and (response_rule.from_day is null or coalesce(report.published_to, '9') >= response_rule.from_day)
        and (response_rule.until_day is null or coalesce(report.published_from, '0') <= response_rule.until_day)
),
answer as (
    select
        response.*,
        row_number() over (
            partition by inspection_id
            order by kind = 'not-found', kind = 'statement', published_on is null, published_on, id
        ) as number
    from response
    where inspection_id is not null
)
select
    force.short_name as force,
    report.label as inspection,
    report.published_on,
    report.published_basis,
    report.published_from,
    report.published_to,
    response_rule.label as rule,
    cast(replace(response_rule.kind, '-', ' ') as text) as rule_kind,
    cast(due.applies as text) as applies,
    response_rule.days,
    cast(case when due.first_due = due.last_due then due.last_due end as text) as due_on,
    cast(due.first_due as text) as first_due,
    cast(due.last_due as text) as last_due,
    cast(case
        when answer.id is null then 'not looked for'
        else replace(answer.kind, '-', ' ')
    end as text) as response,
    cast(case
        when answer.id is null then 'not looked for'
        when answer.kind = 'not-found' then 'looked for and not found'
        when answer.kind = 'statement' then 'only a statement'
        when answer.published_on is null then 'found undated'
        else 'found'
    end as text) as found,
    answer.published_on as responded_on,
    answer.published_from as responded_from,
    answer.published_to as responded_to,
    -- At least so many days, where the day of the report is not known.
    cast(case
        when answer.kind = 'comments' and answer.published_from > due.last_due
            then cast(julianday(answer.published_from) - julianday(due.last_due) as integer)
    end as integer) as late_by_days,
    cast(case
        when answer.id is null then 'not looked for'
        when answer.kind = 'not-found' then 'not found'
        when answer.kind = 'statement' then 'only a statement found'
        when answer.published_on is null then 'found, day not known'
        when response_rule.days is null then 'found, no time set'
        when answer.published_to <= due.first_due then 'in time'
        when answer.published_from > due.last_due then 'late'
        when answer.published_from < answer.published_to then 'in time or late: day of the response not known'
        else 'in time or late: day of the report not known'
    end as text) as verdict,
    answer.note,
    response_place.document as response_page,
    response_place.url as response_url,
    rule_place.url as rule_url,
    due.inspection_id,
    due.response_rule_id,
    report.force_id
from due
join report on report.id = due.inspection_id
join response_rule on response_rule.id = due.response_rule_id
join force on force.area_id = report.force_id
join citation_detail as rule_place on rule_place.citation_id = response_rule.citation_id
left join answer on answer.inspection_id = report.id and answer.number = 1
left join citation_detail as response_place on response_place.citation_id = answer.citation_id
order by force.short_name, report.published_to desc, report.id, response_rule.kind desc, response_rule.id;
