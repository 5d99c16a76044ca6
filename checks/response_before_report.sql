-- An answer comes out no earlier than the report that it answers, and not to a revisit that
-- has none.
select
    response.id as response_id,
    response.inspection_id,
    case
        when inspection.published_on is null then 'the report''s day is not known at all'
        else 'earlier than the report of ' || inspection.published_on
    end as why
from response
join inspection on inspection.id = response.inspection_id
where response.published_to < inspection.published_from
    or (response.published_on is not null and inspection.published_on is null);
