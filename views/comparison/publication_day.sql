-- On which day did a report come out by each page that dates it, and do the pages agree?
create view publication_day as
select
    cast(coalesce(force.short_name, 'All forces') as text) as force,
    framework.label as framework,
    framework.year,
    publication.report,
    publication.published_on,
    publication.basis as published_basis,
    publication.published_from,
    publication.published_to,
    statement.published_on as said_on,
    statement.published_from as said_from,
    statement.published_to as said_to,
    cast(case
        when statement.published_on = publication.published_on then 'same day'
        when publication.published_on glob statement.published_on || '*' then 'less exact'
        when statement.published_on glob publication.published_on || '*' then 'more exact, not used'
        else 'differs'
    end as text) as verdict,
    statement.note as said_as,
    publication.note,
    citation_detail.document as stated_in,
    citation_detail.told_by,
    citation_detail.url,
    statement.publication_id,
    statement.citation_id,
    publication.framework_id,
    publication.pillar_id,
    publication.force_id
from publication_statement as statement
join publication on publication.id = statement.publication_id
join framework on framework.id = publication.framework_id
join citation_detail on citation_detail.citation_id = statement.citation_id
left join force on force.area_id = publication.force_id
order by framework.position, publication.id, statement.citation_id;
