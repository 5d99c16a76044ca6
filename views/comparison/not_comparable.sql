-- What may not be compared with what, and why?
create view not_comparable as
with touched as (
    select
        caveat_detail.caveat_id,
        (
            select group_concat(label, '; ') from (
                select measure.label from caveat_measure
                join measure on measure.id = caveat_measure.measure_id
                where caveat_measure.caveat_id = caveat_detail.caveat_id
                order by measure.label
            )
        ) as labels
    from caveat_detail
)
select
    -- Named where they are few; counted where a whole table is meant.
    cast(coalesce(
        'Figure ' || caveat_detail.figures
            || case
                when caveat_detail.measures > 3 then ' (' || caveat_detail.measures || ' measures)'
                else coalesce(': ' || touched.labels, '')
            end,
        touched.labels,
        caveat_detail.topic,
        'the report'
    ) as text) as what,
    caveat_detail.against,
    caveat_detail.summary as why,
    cast(touched.labels as text) as measures,
    caveat_detail.figures,
    caveat_detail.page,
    caveat_detail.place,
    caveat_detail.other_place,
    caveat_detail.topic,
    caveat_detail.caveat_id
from caveat_detail
join touched on touched.caveat_id = caveat_detail.caveat_id
where caveat_detail.against is not null
order by caveat_detail.page, caveat_detail.caveat_id;
