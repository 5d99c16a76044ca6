-- Every caveat in words: what it is about, which reports it applies to and where it is stated.
create view caveat_detail as
select
    caveat.id as caveat_id,
    caveat_effect.label as effect,
    caveat.summary,
    caveat.against,
    cast((
        select group_concat(name, ', ') from (
            select area.name from caveat_area
            join area on area.id = caveat_area.area_id
            where caveat_area.caveat_id = caveat.id
            order by area.id
        )
    ) as text) as areas,
    cast((
        select group_concat(number, ', ') from (
            select figure.number from caveat_figure
            join figure on figure.id = caveat_figure.figure_id
            where caveat_figure.caveat_id = caveat.id
            order by figure.number
        )
    ) as text) as figures,
    cast((select count(*) from caveat_measure where caveat_id = caveat.id) as integer) as measures,
    topic.label as topic,
    cast(case caveat.applies_to
        when 'own-report' then 'the report that states it'
        when 'same-round' then 'every report of the same round'
        else 'every report with the measure'
    end as text) as applies_to,
    citation_detail.page,
    citation_detail.place,
    other.place as other_place,
    caveat.says,
    caveat.other_says,
    caveat.effect_id,
    caveat.topic_id,
    citation_detail.document,
    citation_detail.document_id,
    citation_detail.url
from caveat
join caveat_effect on caveat_effect.id = caveat.effect_id
join citation_detail on citation_detail.citation_id = caveat.citation_id
left join citation_detail as other on other.citation_id = caveat.other_citation_id
left join topic on topic.id = caveat.topic_id
order by citation_detail.page, caveat.id;
