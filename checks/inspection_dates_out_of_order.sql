-- An inspection starts before it ends and is published after; what follows one comes later.
select inspection.id as inspection_id, 'dates in the wrong order' as why
from inspection
left join inspection as followed on followed.id = inspection.follows_id
where
    inspection.fieldwork_start > inspection.fieldwork_end
    or substr(inspection.published_on, 1, 7) < inspection.fieldwork_end
    or inspection.fieldwork_start < followed.published_on
    or inspection.force_id <> followed.force_id;
