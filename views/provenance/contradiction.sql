-- Where does the report say two things, what does each place say, and what does it touch?
create view contradiction as
select
    caveat_detail.summary,
    caveat_detail.place as first_place,
    caveat_detail.other_place as second_place,
    (
        select group_concat(label, '; ') from (
            select measure.label from caveat_measure
            join measure on measure.id = caveat_measure.measure_id
            where caveat_measure.caveat_id = caveat_detail.caveat_id
            order by measure.label
        )
    ) as measures,
    caveat_detail.figures,
    caveat_detail.topic,
    caveat_detail.page,
    caveat_detail.caveat_id,
    caveat_detail.document
from caveat_detail
where caveat_detail.effect_id = 'contradiction'
order by caveat_detail.page, caveat_detail.caveat_id;
