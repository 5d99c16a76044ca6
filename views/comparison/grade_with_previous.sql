-- Where does a force stand on each topic, and where did it stand before? The latest known grade, and the last one that
-- an earlier year of the programme gave again, on the topic or on a question that its question follows. Where that year
-- gave several, the others stand beside it.
create view grade_with_previous as
with latest_grade as materialized (
    select force_id, topic_id, question_id, framework_id, carried_over_from_year from grade_latest
),
-- The questions that can have given the earlier grade: of the same topic, or of its lineage.
asked(latest_question_id, question_id) as materialized (
    select latest.question_id, question.id
    from (select distinct question_id, topic_id from latest_grade) as latest
    join question on question.topic_id = latest.topic_id
    union
    select later_question_id, earlier_question_id from question_lineage
),
placed as (
    select
        latest.force_id,
        latest.topic_id as latest_topic_id,
        grade_cell.topic_id,
        grade_cell.grade,
        grade_cell.symbol,
        grade_cell.framework,
        grade_cell.year,
        grade_cell.doubtful,
        grade_cell.url,
        grade_cell.grade_id,
        grade_cell.inspection_id,
        question.label as question,
        row_number() over (
            partition by latest.force_id, latest.topic_id
            order by framework.position desc, grade_cell.topic_id <> latest.topic_id, grade_cell.question_id
        ) as turn,
        rank() over (partition by latest.force_id, latest.topic_id order by framework.position desc) as years_back
    from latest_grade as latest
    join framework as own on own.id = latest.framework_id
    join asked on asked.latest_question_id = latest.question_id
    join grade_cell on grade_cell.force_id = latest.force_id and grade_cell.question_id = asked.question_id
    join question on question.id = grade_cell.question_id
    join framework on framework.id = grade_cell.framework_id
    where
        -- Of one whose origin is not known, the year that carried it over is the last that is known.
        (grade_cell.status = 'graded' or (grade_cell.status = 'carried over' and grade_cell.carried_over_from_year is null))
        and framework.position < own.position
        -- A grade that was carried over is not its own predecessor.
        and grade_cell.year is not latest.carried_over_from_year
),
-- Those of the same year that the first leaves out: the questions were merged into one since.
other as (
    select force_id, latest_topic_id, group_concat(grade || ' on ' || question, '; ') as grades
    from (select * from placed where years_back = 1 and turn > 1 order by turn)
    group by force_id, latest_topic_id
)
select
    latest.force,
    latest.topic,
    latest.grade,
    latest.symbol,
    latest.framework,
    latest.year,
    latest.carried_over_from,
    latest.carried_over_from_year,
    latest.doubtful,
    cast(previous.grade as text) as earlier_grade,
    cast(previous.symbol as text) as earlier_symbol,
    cast(previous.framework as text) as earlier_framework,
    cast(previous.year as text) as earlier_year,
    cast(previous.doubtful as integer) as earlier_doubtful,
    cast(previous.question as text) as earlier_question,
    cast(previous.topic_id as text) as earlier_topic_id,
    cast(other.grades as text) as earlier_other_grades,
    grade_history.change,
    latest.url,
    cast(previous.url as text) as earlier_url,
    latest.force_id,
    latest.topic_id,
    latest.question_id,
    latest.grade_id,
    latest.inspection_id,
    cast(previous.grade_id as text) as earlier_grade_id,
    cast(previous.inspection_id as text) as earlier_inspection_id
from grade_latest as latest
join topic on topic.id = latest.topic_id
join grade_history
    on grade_history.question_id = latest.question_id and grade_history.force_id = latest.force_id
left join placed as previous
    on previous.force_id = latest.force_id
    and previous.latest_topic_id = latest.topic_id
    and previous.turn = 1
left join other on other.force_id = latest.force_id and other.latest_topic_id = latest.topic_id
order by latest.force, topic.position;
