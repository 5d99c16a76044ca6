-- Every force has a value of every measure of similarity, so that none is left out of the distances.
select force.area_id as force_id, similarity_measure.id as similarity_measure_id, 'no value' as why
from force
cross join similarity_measure
left join force_similarity
    on force_similarity.force_id = force.area_id
    and force_similarity.similarity_measure_id = similarity_measure.id
where force_similarity.value is null;
