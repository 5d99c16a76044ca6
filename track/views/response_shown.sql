-- Which reports was the policing body to answer by the day shown, and what is held of its
-- answers? What came out later is not known yet.
create view response_shown as
select
    record_response.inspection,
    cast(coalesce(record_response.published_on, 'by ' || record_response.published_to) as text)
        as published_on,
    record_response.rule,
    record_response.applies,
    record_response.days,
    record_response.last_due as due_by,
    cast(case
        when record_response.responded_on > day_shown.day then 'none by this day'
        when record_response.response in ('comments', 'statement') then record_response.response
        when record_response.last_due >= day_shown.day then 'not yet due; ' || record_response.response
        else record_response.response
    end as text) as response,
    cast(
        case when record_response.responded_on <= day_shown.day then record_response.responded_on end as text
    )
        as responded_on,
    cast(case
        when
            -- A statement elsewhere is not the response that was due.
            record_response.response = 'comments'
            and record_response.responded_on <= day_shown.day
            and record_response.responded_on > record_response.last_due
            then
                cast(
                    julianday(record_response.responded_on) - julianday(record_response.last_due)
                    as integer
                )
    end as integer) as late_by_days,
    record_response.inspection_id,
    record_response.rule_id
from record_response
join day_shown on record_response.published_to <= day_shown.day
order by record_response.published_to, record_response.inspection_id, record_response.rule_id;
