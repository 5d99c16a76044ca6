-- Where the report prints digits, they are the value, with as many decimals.
-- by_force
select id as observation_id, 'printed ' || printed || ', held ' || value as why
from observation
where
    printed glob '[0-9]*'
    and value_high is null
    and (
        cast(replace(printed, ',', '') as real) <> abs(value)
        or decimals
            <> case instr(printed, '.') when 0 then 0 else length(printed) - instr(printed, '.') end
    );
