-- In which words does the report state a value? The passages of its place that print the
-- number, where a copy of the report has been loaded; a number that stands in several
-- passages of the place has as many rows.
create view observation_passage as
with printed_row(figure_id, measure_id, text) as (
    -- A row of a table as it ends: the force's number, then that of England and Wales.
    select force_value.figure_id, force_value.measure_id,
        force_value.printed || ' ' || england_and_wales.printed
    from observation as force_value
    join observation as england_and_wales
        on england_and_wales.figure_id = force_value.figure_id
        and england_and_wales.measure_id = force_value.measure_id
        and england_and_wales.area_id = 'england-and-wales'
    where force_value.area_id <> 'england-and-wales' and force_value.printed is not null
)
select
    observation_detail.measure,
    observation_detail.area,
    observation_detail.stated,
    observation_detail.place,
    passage.kind,
    passage.text,
    observation_detail.page,
    observation_detail.printed,
    observation_detail.observation_id,
    passage.passage_id
from observation_detail
join citation_passage as passage on passage.citation_id = observation_detail.citation_id
join observation on observation.id = observation_detail.observation_id
left join printed_row
    on printed_row.figure_id = observation.figure_id
    and printed_row.measure_id = observation.measure_id
where
    case
        when observation.figure_id is not null
            then passage.kind = 'table-row' and passage.text like '% ' || printed_row.text
        when passage.kind = 'table-row' then 0
        -- The number by itself, no digit before or after it; a range is printed in words.
        when observation.value_high is null
            then ' ' || lower(passage.text) || ' '
                glob '*[^0-9.,]' || lower(observation.printed) || '[^0-9]*'
        else
            passage.text like '%' || printf('%.*f', observation.decimals, observation.value) || '%'
            and replace(passage.text, ',', '')
                like '%' || printf('%.*f', observation.decimals, observation.value_high) || '%'
    end
order by observation_detail.observation_id, passage.position;
