-- A period's number says its last day and its months, and its first day fits them.
select id, label, 'number and days do not fit' as why
from period
where
    id <> cast(replace(end_day, '-', '') as integer) * 100 + months
    or start_day <> case months
        when 0 then end_day
        else date(end_day, '+1 day', '-' || months || ' months')
    end;
