-- By which measures are forces called alike, and where are their values from?
create view similarity_measure_detail as
select
    similarity_measure.label,
    similarity_measure.as_of,
    similarity_measure.is_logarithm,
    similarity_measure.note,
    source.publisher,
    source.title as source,
    similarity_measure.id as similarity_measure_id
from similarity_measure
join source on source.id = similarity_measure.source_id
order by similarity_measure.position;
