-- A status that is stated says whether the source names the improvement or we read it so. Raising one
-- names it, unless it is known from a later page only, which the doubt then says.
select
    id as improvement_event_id,
    case
        when status = 'not-stated' then 'a basis, and no status stated'
        when status_basis is null then 'a status without a basis'
        else 'raised, not by name, and no doubt says why'
    end as why
from improvement_event
where
    (status = 'not-stated') <> (status_basis is null)
    or (status = 'raised' and status_basis <> 'named' and doubt is null);
