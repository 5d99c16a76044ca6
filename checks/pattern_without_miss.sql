-- Each pattern has a sentence that comes close to it and must not be read.
select
    sentence_pattern.sentence_id,
    sentence_pattern.position as pattern_position,
    'no sentence that it must refuse' as why
from sentence_pattern
where not exists (
    select 1 from sentence_miss
    where
        sentence_miss.sentence_id = sentence_pattern.sentence_id
        and sentence_miss.pattern_position = sentence_pattern.position
);
