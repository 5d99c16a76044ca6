-- Which values does a passage state, and where in it are their numbers?
create view passage_value as
select
    observation_detail.measure,
    observation_detail.area,
    observation_detail.stated,
    observation_mention.printed,
    observation_mention.offset,
    observation_mention.passage_id,
    observation_mention.observation_id
from observation_mention
join observation_detail using (observation_id)
order by observation_mention.passage_id, observation_mention.offset, observation_mention.observation_id;
