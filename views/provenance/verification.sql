-- Does the report's own text bear out what is held? One row per value, judgment, item and box of
-- items, and word that a status rests on, of documents whose text has been loaded.
create view verification as
with loaded as (
    select distinct document_id from passage
),
boxed as (
    select improvement_id, group_concat(text, ' ') as text
    from (
        select improvement_id, text from improvement_passage order by improvement_id, position
    )
    group by improvement_id
),
-- The boxes that items come from, and what stands in them and belongs to none.
box as (
    select
        section.id, section.label, min(improvement.citation_id) as citation_id,
        (
            select passage.text from passage
            where
                passage.section_id = section.id and passage.kind <> 'footnote'
                and passage.id not in (select passage_id from improvement_passage)
            order by passage.position
            limit 1
        ) as outside
    from improvement_passage
    join passage on passage.id = improvement_passage.passage_id
    join section on section.id = passage.section_id
    join improvement on improvement.id = improvement_passage.improvement_id
    group by section.id
),
verdict(kind, id, says, citation_id, verdict) as (
    select
        'value',
        observation.id,
        observation.printed,
        observation.citation_id,
        case
            when exists (
                select 1 from observation_passage where observation_id = observation.id
            ) then 'borne out'
            -- The table is there, and no row of it ends with the two numbers.
            when observation.figure_id is not null and exists (
                select 1 from citation_passage as place
                where place.citation_id = observation.citation_id and place.kind = 'table-row'
            ) then 'contradicted'
            else 'not found'
        end
    from observation
    where observation.value is not null
    union all
    select
        'judgment',
        judgment_evidence.inspection_id || '/' || judgment_evidence.question_id,
        grade.label,
        judgment_evidence.citation_id,
        case
            when exists (
                select 1 from citation_passage as place
                where
                    place.citation_id = judgment_evidence.citation_id
                    and place.kind = 'grade' and place.text = grade.label
            ) then 'borne out'
            -- A place that prints one grade by itself, and another one.
            when (
                select count(*) from citation_passage as place
                where place.citation_id = judgment_evidence.citation_id and place.kind = 'grade'
            ) = 1
                and grade.id <> 'ungraded'
                and judgment_evidence.inspection_id in (
                    select inspection.id from inspection
                    join citation on citation.document_id = inspection.document_id
                    where citation.id = judgment_evidence.citation_id
                ) then 'contradicted'
            when exists (
                select 1 from citation_passage as place
                where
                    place.citation_id = judgment_evidence.citation_id
                    and (
                        lower(place.text) like '%' || lower(grade.label) || '%'
                        or (
                            grade.id = 'requires-improvement'
                            and place.text like '%require improvement%'
                        )
                    )
            ) then 'borne out'
            else 'not found'
        end
    from judgment_evidence
    join grade on grade.id = judgment_evidence.grade_id
    union all
    select
        replace(improvement.kind, '-', ' '), improvement.id, improvement.summary, improvement.citation_id,
        case
            when improvement.text is null then 'not found'
            -- The whole item, not only its beginning, is what the box says.
            when improvement.text <> boxed.text then 'contradicted'
            -- The words that raised it stand in the item itself, not in its neighbour.
            when instr(lower(improvement.text), lower(improvement_event.status_as_worded)) > 0
                then 'borne out'
            else 'contradicted'
        end
    from improvement
    join improvement_event
        on improvement_event.improvement_id = improvement.id
        and improvement_event.position = 1
    join inspection on inspection.id = improvement.inspection_id
    join loaded on loaded.document_id = inspection.document_id
    left join boxed on boxed.improvement_id = improvement.id
    where improvement.kind <> 'finding' and improvement_event.status_as_worded is not null
    union all
    select
        'box', box.id, 'every paragraph of ' || box.label || ' belongs to an item', box.citation_id,
        iif(box.outside is null, 'borne out', 'not found')
    from box
    union all
    select
        'status', improvement_event.id, improvement_event.status_as_worded,
        improvement_event.citation_id,
        case
            when exists (
                select 1 from citation_passage as place
                where
                    place.citation_id = improvement_event.citation_id
                    and instr(lower(place.text), lower(improvement_event.status_as_worded)) > 0
            ) then 'borne out'
            else 'not found'
        end
    from improvement_event
    where improvement_event.status_as_worded is not null
    union all
    select
        'footnote', footnote.id, 'footnote ' || footnote.number, footnote.citation_id,
        case
            when exists (
                select 1 from citation_passage as place
                where place.citation_id = footnote.citation_id and place.kind = 'footnote'
            ) then 'borne out'
            else 'not found'
        end
    from footnote
)
select
    cast(verdict.kind as text) as kind,
    cast(verdict.verdict as text) as verdict,
    verdict.says,
    cast(case when verdict.verdict = 'contradicted' or verdict.kind = 'box' then
        coalesce(
            (select boxed.text from boxed where boxed.improvement_id = verdict.id),
            (select box.outside from box where verdict.kind = 'box' and box.id = verdict.id),
            -- The row of the table, or the grade that stands by itself.
            (
                select place.text
                from observation
                join figure_row
                    on figure_row.figure_id = observation.figure_id
                    and figure_row.measure_id = observation.measure_id
                join citation_passage as place
                    on place.citation_id = observation.citation_id
                    and place.kind = 'table-row'
                    and place.text like '%' || figure_row.label || '%'
                where verdict.kind = 'value' and observation.id = verdict.id
            ),
            (
                select place.text from citation_passage as place
                where
                    verdict.kind = 'judgment'
                    and place.citation_id = verdict.citation_id and place.kind = 'grade'
            )
        )
    end as text) as text_states,
    citation_detail.place,
    verdict.id,
    citation_detail.document,
    citation_detail.document_id
from verdict
join citation_detail on citation_detail.citation_id = verdict.citation_id
join loaded on loaded.document_id = citation_detail.document_id
order by verdict.verdict desc, verdict.kind, verdict.id;
