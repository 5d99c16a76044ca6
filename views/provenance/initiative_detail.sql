-- Which operations, units, systems and partners do reports name, and where?
create view initiative_detail as
select
    initiative.name,
    initiative.kind,
    initiative.purpose,
    citation_detail.place,
    initiative.topic_id,
    initiative.id as initiative_id,
    citation_detail.url
from initiative
join citation_detail using (citation_id)
order by initiative.name collate nocase, initiative.id;
