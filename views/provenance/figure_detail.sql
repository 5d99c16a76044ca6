-- The numbered figures of a report: what each shows, from which source, whether its
-- numbers can be read in the text, and how many warnings go with it.
create view figure_detail as
select
    figure.number as figure,
    figure.caption,
    figure.kind,
    figure.source,
    figure.source_elsewhere,
    figure.values_published,
    cast(
        (select count(*) from observation where figure_id = figure.id and value is not null) as integer
    )
        as values_known,
    cast((select count(*) from caveat_figure where figure_id = figure.id) as integer) as caveats,
    citation_detail.page,
    citation_detail.place,
    -- One place looked up; a join would work out the place of every citation first.
    (
        select citation_detail.place from citation_detail
        where citation_detail.citation_id = figure.method_citation_id
    ) as method_place,
    figure.id as figure_id,
    citation_detail.document,
    figure.document_id
from figure
join citation_detail on citation_detail.citation_id = figure.citation_id
order by figure.document_id, figure.number;
