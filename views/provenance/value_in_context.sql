-- In which words does the report state a value? The number between » and « with the words
-- around it; for a value told without a number (no backlog, a week) the whole passage.
-- Empty until a copy of the report has been loaded.
create view value_in_context as
select
    observation_detail.stated,
    observation_detail.measure,
    observation_detail.area,
    cast(coalesce(observation_mention.in_context, observation_passage.text) as text) as in_context,
    observation_detail.place,
    observation_detail.url,
    observation_detail.printed,
    cast(observation_mention.observation_id is not null as integer) as marked,
    observation_detail.observation_id,
    cast(
        coalesce(observation_mention.passage_id, observation_passage.passage_id) as integer
    ) as passage_id,
    observation_detail.document,
    citation.document_id
from observation_detail
join citation on citation.id = observation_detail.citation_id
left join observation_mention
    on observation_mention.observation_id = observation_detail.observation_id
left join observation_passage
    on observation_passage.observation_id = observation_detail.observation_id
    and observation_mention.observation_id is null
where coalesce(observation_mention.passage_id, observation_passage.passage_id) is not null
order by observation_detail.observation_id, passage_id;
