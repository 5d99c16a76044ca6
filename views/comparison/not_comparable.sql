-- What may not be compared with what, and why?
create view not_comparable as
select
    coalesce(
        (
            select group_concat(label, '; ') from (
                select measure.label from caveat_measure
                join measure on measure.id = caveat_measure.measure_id
                where caveat_measure.caveat_id = caveat_detail.caveat_id
                order by measure.label
            )
        ),
        'Figure ' || caveat_detail.figures,
        caveat_detail.topic,
        'the report'
    ) as what,
    caveat_detail.against,
    caveat_detail.summary as why,
    caveat_detail.figures,
    caveat_detail.page,
    caveat_detail.place,
    caveat_detail.other_place,
    caveat_detail.topic,
    caveat_detail.caveat_id
from caveat_detail
where caveat_detail.against is not null
order by caveat_detail.page, caveat_detail.caveat_id;
