-- Which reports was the policing body to answer by the day shown, and what is held of its
-- answers? What came out later is not known yet.
create view answer_shown as
select
    record_answer.inspection,
    cast(coalesce(record_answer.published_on, 'by ' || record_answer.published_to) as text)
        as published_on,
    record_answer.rule,
    record_answer.applies,
    record_answer.days,
    record_answer.last_due as due_by,
    cast(case
        when record_answer.answered_on > day_shown.day then 'none by this day'
        when record_answer.answer in ('comments', 'statement') then record_answer.answer
        when record_answer.last_due >= day_shown.day then 'not yet due; ' || record_answer.answer
        else record_answer.answer
    end as text) as answer,
    cast(
        case when record_answer.answered_on <= day_shown.day then record_answer.answered_on end as text
    )
        as answered_on,
    cast(case
        when
            record_answer.answered_on <= day_shown.day
            and record_answer.answered_on > record_answer.last_due
            then
                cast(
                    julianday(record_answer.answered_on) - julianday(record_answer.last_due)
                    as integer
                )
    end as integer) as late_by_days,
    record_answer.inspection_id,
    record_answer.rule_id
from record_answer
join day_shown on record_answer.published_to <= day_shown.day
order by record_answer.published_to, record_answer.inspection_id, record_answer.rule_id;
