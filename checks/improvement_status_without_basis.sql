-- A stated status says whether the source names the improvement or we read it so. A statement that raises
-- an improvement names it, or its doubt says why not, such as that it is known from a later page only. A
-- statement on several improvements together names none of them.
select
    improvement_event.id as improvement_event_id,
    case
        when status = 'not-stated' then 'a basis, and no status stated'
        when status_basis is null then 'a status without a basis'
        when status <> 'raised' then 'said of several together, and called named'
        else 'raised, not by name, and no doubt says why'
    end as why
from improvement_event
join improvement on improvement.id = improvement_event.improvement_id
where
    (status = 'not-stated') <> (status_basis is null)
    or (status = 'raised' and status_basis <> 'named' and doubt is null)
    or (
        status <> 'raised' and status_basis = 'named' and improvement.entry is null
        and doubt like 'Said of % together%'
    );
