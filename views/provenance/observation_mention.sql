-- Where exactly does the report print a value? The number of its place, in order: as many
-- numbers printed alike as values, so that each value has its own. A range has two numbers
-- and is marked at the first. Empty until a copy of the report has been loaded.
create view observation_mention as
with mention as (
    select
        number_mention.*,
        passage.document_id,
        passage.section_id,
        passage.footnote_number,
        passage.kind like 'table-%' as in_table,
        row_number() over (place order by number_mention.id) as turn,
        count(*) over place as turns
    from number_mention
    join passage on passage.id = number_mention.passage_id
    where number_mention.kind = 'number'
    window place as (
        partition by
            passage.document_id, coalesce('note ' || passage.footnote_number, passage.section_id),
            number_mention.page, passage.kind like 'table-%', lower(number_mention.printed)
    )
),
stated as (
    select
        observation.id as observation_id,
        -- A range is marked at its first number.
        case
            when observation.value_high is null then observation.printed
            else printf('%.*f', observation.decimals, observation.value)
        end as printed,
        citation.document_id,
        citation.section_id,
        citation.page,
        citation.footnote_number,
        observation.figure_id is not null as in_table,
        row_number() over (place order by observation.id) as turn,
        count(*) over place as turns
    from observation
    join citation on citation.id = observation.citation_id
    where observation.value is not null
    window place as (
        partition by
            citation.document_id,
            coalesce('note ' || citation.footnote_number, citation.section_id), citation.page,
            observation.figure_id is not null, lower(observation.printed)
    )
)
select
    stated.observation_id,
    mention.passage_id,
    mention.offset,
    mention.printed,
    number_in_context.in_context,
    mention.page,
    mention.id as number_mention_id
from stated
join mention
    on mention.document_id = stated.document_id
    and mention.page = stated.page
    and mention.in_table = stated.in_table
    and lower(mention.printed) = lower(stated.printed)
    and mention.footnote_number is stated.footnote_number
    and (stated.footnote_number is not null or mention.section_id = stated.section_id)
    -- One number may state two values (of two forces, say).
    and (mention.turns = 1 or (mention.turn = stated.turn and mention.turns = stated.turns))
join number_in_context on number_in_context.number_mention_id = mention.id
order by stated.observation_id;
