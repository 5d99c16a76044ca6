-- How large is each measure of similarity in each force's area, and how far is that from the mean of the
-- forces? Mean and standard deviation are those of the forces that are ranked on rates per resident:
-- City of London, where few people live, would stretch every scale.
create view force_similarity as
with resident as (
    select reporting_area.area_id, population.year, population.people, dataset.id as dataset_id
    from population
    join reporting_area on reporting_area.number = population.area_number
    join dataset on dataset.number = population.dataset_number
),
measured as (
    select
        force.area_id as force_id,
        force.short_name as force,
        similarity_measure.id as similarity_measure_id,
        case similarity_measure.id
            when 'population' then latest.people
            when 'density' then latest.people / force_size.square_km
            when 'household-size' then 1.0 * latest.people / household.households
            when 'growth' then 100.0 * (latest.people - earlier.people) / earlier.people
        end as value,
        not exists (
            select 1
            from statistic_note
            where statistic_note.area_id = force.area_id and statistic_note.kind = 'small-base'
        ) as is_standard
    from force
    cross join similarity_measure
    join force_size on force_size.force_id = force.area_id
    join resident as latest
        on latest.area_id = force.area_id
        and latest.year = similarity_measure.year
        and latest.dataset_id = similarity_measure.source_id
    left join resident as earlier
        on earlier.area_id = force.area_id
        and earlier.year = similarity_measure.earlier_year
        and earlier.dataset_id = similarity_measure.source_id
    join dataset on dataset.id = similarity_measure.source_id
    join reporting_area on reporting_area.area_id = force.area_id
    join household
        on household.dataset_number = dataset.number
        and household.area_number = reporting_area.number
        and household.year = similarity_measure.year
),
compared as (
    select
        measured.*,
        iif(similarity_measure.is_logarithm, ln(measured.value), measured.value) as compared_value
    from measured
    join similarity_measure on similarity_measure.id = measured.similarity_measure_id
),
scale as (
    select
        similarity_measure_id,
        avg(compared_value) as mean,
        sqrt(avg(compared_value * compared_value) - avg(compared_value) * avg(compared_value)) as deviation
    from compared
    where is_standard
    group by similarity_measure_id
)
select
    compared.force,
    similarity_measure.label as similarity_measure,
    cast(round(compared.value, 3) as real) as value,
    similarity_measure.unit,
    cast(round((compared.compared_value - scale.mean) / scale.deviation, 6) as real) as deviations_from_mean,
    cast(compared.is_standard as integer) as in_scale,
    similarity_measure.as_of,
    similarity_measure.note,
    compared.force_id,
    compared.similarity_measure_id
from compared
join similarity_measure on similarity_measure.id = compared.similarity_measure_id
join scale on scale.similarity_measure_id = compared.similarity_measure_id
order by compared.force, similarity_measure.position;
