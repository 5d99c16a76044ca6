-- What is measured, in which unit, for whom, and with how many warnings?
create view measure_catalogue as
select
    measure.label as measure,
    unit.label as unit,
    topic.label as topic,
    measure.definition,
    measure.numerator,
    measure.denominator,
    cast(replace(measure.polarity, '-', ' ') as text) as polarity,
    measure.polarity_reason,
    measure.every_force as reported_for_every_force,
    cast((
        select group_concat(label, ', ') from (
            select subject.label from measure_subject
            join subject on subject.id = measure_subject.subject_id
            where measure_subject.measure_id = measure.id
            order by subject.label
        )
    ) as text) as subjects,
    cast(
        (select count(*) from observation where measure_id = measure.id and value is not null) as integer
    )
        as times_stated,
    cast((
        select count(distinct area_id) from observation
        where measure_id = measure.id and value is not null
    ) as integer) as areas,
    cast(exists (
        select 1 from observation
        where measure_id = measure.id and area_id = 'england-and-wales' and value is not null
    ) as integer) as has_england_and_wales,
    cast(
        (select count(*) from measure_caveat where measure_caveat.measure_id = measure.id) as integer
    ) as caveats,
    outcome_type.number as outcome_number,
    measure.id as measure_id,
    measure.topic_id
from measure
join unit on unit.id = measure.unit_id
join topic on topic.id = measure.topic_id
left join outcome_type on outcome_type.id = measure.outcome_type_id
order by topic.position, measure.label;
