-- The id of an improvement says whose it is and of what kind, since links from outside rely on it.
with expected as (
    select
        improvement.id as improvement_id,
        inspection.force_id || '-*-'
            || case improvement.kind
                when 'area-for-improvement' then 'afi'
                when 'cause-of-concern' then 'coc'
                when 'recommendation' then 'rec'
                else improvement.kind
            end || '-[0-9]*' as pattern
    from improvement
    join inspection
        on inspection.id = coalesce(improvement.inspection_id, improvement.inferred_from_id)
)
select improvement_id, 'expected ' || pattern as why
from expected
where improvement_id not glob pattern;
