-- Where do two places of a report say different things, and what does each place say? In a
-- contradiction they cannot both be right; in a tension in wording they can.
create view contradiction as
select
    caveat_detail.effect as kind,
    caveat_detail.summary,
    caveat_detail.says as first_says,
    caveat_detail.place as first_place,
    caveat_detail.other_says as second_says,
    caveat_detail.other_place as second_place,
    cast((
        select group_concat(label, '; ') from (
            select measure.label from caveat_measure
            join measure on measure.id = caveat_measure.measure_id
            where caveat_measure.caveat_id = caveat_detail.caveat_id
            order by measure.label
        )
    ) as text) as measures,
    caveat_detail.figures,
    caveat_detail.topic,
    caveat_detail.page,
    caveat_detail.caveat_id,
    caveat_detail.effect_id,
    caveat_detail.document,
    caveat_detail.document_id
from caveat_detail
where caveat_detail.effect_id in ('contradiction', 'tension')
order by caveat_detail.effect_id, caveat_detail.page, caveat_detail.caveat_id;
