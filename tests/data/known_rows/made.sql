-- Rows that stand for what the data do not ship: crime outcomes, workforce, a report's own text.
-- All of them are made up, and no sentence is that of a report.
insert or ignore into dataset (number, id, source_kind_id, edition, title, period_start, period_end, extent, file_name, sha256, records) values
    (101, 'made-outcomes-2016', 'crime-outcomes', '2016-03', 'Made outcomes', '2015-04-01', '2016-03-31', 'full', 'made-1.csv', printf('%064d', 1), 10),
    (102, 'made-outcomes-2017', 'crime-outcomes', '2017-03', 'Made outcomes', '2015-10-01', '2017-03-31', 'full', 'made-2.csv', printf('%064d', 2), 10),
    (103, 'made-workforce', 'police-workforce-tables', '2016-09', 'Made workforce', '2015-04-01', '2016-09-30', 'full', 'made-3.csv', printf('%064d', 3), 10);
insert or ignore into period (id, start_day, end_day, months, label) values
    (2015093003, '2015-07-01', '2015-09-30', 3, '3 months to 30 September 2015'),
    (2015123103, '2015-10-01', '2015-12-31', 3, '3 months to 31 December 2015'),
    (2016033103, '2016-01-01', '2016-03-31', 3, '3 months to 31 March 2016'),
    (2016063003, '2016-04-01', '2016-06-30', 3, '3 months to 30 June 2016'),
    (2016033100, '2016-03-31', '2016-03-31', 0, '31 March 2016');
-- Two offences of each outcome; one force lacks a quarter, and some numbers are missing.
insert into crime_outcome (dataset_number, period_id, area_number, outcome_number, offence_number, offences, outcomes, missing_reason)
select
    iif(period.id = 2015093003, 101, 102),
    period.id,
    reporting_area.number,
    outcome_code.number,
    offence.number,
    iif(is_missing, null, 10 + (7 * reporting_area.number + 3 * outcome_code.number + offence.number + period.id) % 53),
    iif(is_missing, null, 1 + (5 * reporting_area.number + 11 * outcome_code.number) % 17),
    iif(is_missing, 'not-provided', null)
from period
join reporting_area on reporting_area.number < 60
join outcome_code on true
join offence on offence.number in (1, 2)
join (select 0 as is_missing) as whole on true
where
    period.id in (2015093003, 2015123103, 2016033103, 2016063003)
    and not (reporting_area.area_id = 'gwent' and period.id = 2016033103);
update crime_outcome set offences = null, outcomes = null, missing_reason = 'not-provided'
where area_number = 11 and outcome_number = 4 and offence_number = 2;
insert into crime_outcome_sum (dataset_number, period_id, area_number, outcome_number, offences, outcomes)
select dataset_number, period_id, area_number, outcome_number, sum(offences), sum(outcomes)
from crime_outcome group by 1, 2, 3, 4;
insert into workforce (dataset_number, period_id, area_number, role_number, sex, headcount, full_time_equivalent)
select 103, 2016033100, reporting_area.number, workforce_role.number, sex.value,
    iif(workforce_role.is_total, null, 1 + (reporting_area.number * workforce_role.number + length(sex.value)) % 31),
    0.5 + (reporting_area.number * 3 + workforce_role.number) % 29
from reporting_area
join workforce_role on true
join json_each('["all", "female", "male"]') as sex on true
where reporting_area.number < 60;
-- What the yearly tables print of crime: once as the series has it, once 5 more, once not in it.
insert into recorded_crime_published (dataset_number, period_id, group_number, area_number, offences, change_percent, rate_per_1000_population, rate_per_1000_households)
select 1, 2016063012, group_number, area_number, offences + 5 * (area_number = 13), 4.5, 60.25, null
from recorded_crime
where period_id = 2016063012 and group_number < 4;
insert or ignore into recorded_crime_published (dataset_number, period_id, group_number, area_number, offences, change_percent, rate_per_1000_population, rate_per_1000_households)
select 1, 2016063012, number, 2, 77, null, 1.5, 3.25 from offence_group where number < 6;
-- A report's text: each value in a line of its own, but for every ninth value; a table's row
-- with both of its values, and some numbers that state no value.
insert into passage (id, document_id, section_id, position, page, page_end, kind, footnote_number, text)
select
    row_number() over (order by citation.page, citation.id, observation.id),
    citation.document_id,
    citation.section_id,
    row_number() over (order by citation.page, citation.id, observation.id),
    citation.page,
    citation.page,
    iif(citation.footnote_number is null, 'paragraph', 'footnote'),
    citation.footnote_number,
    'Made up here: ' || iif(observation.value_high is null, observation.printed,
        printf('%.*f to %.*f', observation.decimals, observation.value, observation.decimals, observation.value_high)) || ' in all.'
from observation
join citation on citation.id = observation.citation_id
where
    observation.value is not null and observation.figure_id is null
    and citation.section_id is not null and observation.rowid % 9;
insert into passage (id, document_id, section_id, position, page, page_end, kind, footnote_number, text)
select
    1000 + row_number() over (order by here.id), citation.document_id, citation.section_id,
    1000 + row_number() over (order by here.id), citation.page, citation.page, 'table-row', null,
    figure_row.label || ' ' || here.printed || ' ' || country.printed
from observation as here
join observation as country
    on country.figure_id = here.figure_id and country.measure_id = here.measure_id
    and country.area_id = 'england-and-wales' and here.area_id <> 'england-and-wales'
join figure_row on figure_row.figure_id = here.figure_id and figure_row.measure_id = here.measure_id
join citation on citation.id = here.citation_id
where here.printed is not null;
-- One row of a table prints other numbers than are held.
update passage set text = 'A row with other numbers 0.1 0.2' where id = 1002;
insert into passage (id, document_id, section_id, position, page, page_end, kind, footnote_number, text)
select
    2000 + row_number() over (order by citation.id), citation.document_id, citation.section_id,
    2000 + row_number() over (order by citation.id), citation.page, citation.page, 'grade', null,
    iif(max(judgment_evidence.question_id) glob '*-overall', 'Good', min(grade.label))
from judgment_evidence
join citation on citation.id = judgment_evidence.citation_id
join grade on grade.id = judgment_evidence.grade_id
where citation.section_id is not null and citation.page is not null and citation.footnote_number is null
group by citation.id;
insert into passage (id, document_id, section_id, position, page, page_end, kind, footnote_number, text)
select 3000 + row_number() over (order by id), document_id, id, 3000 + row_number() over (order by id), page, page + 1, 'bullet', null,
    'Here stand 98 and 99, which are the values of no measure at all, in words long enough to be cut off '
    || 'before and after each number: 4,321 is one of them, and the line goes on until it is longer than that.'
from section where position in (3, 7, 20);
insert into passage (id, document_id, section_id, position, page, page_end, kind, footnote_number, text)
select 4000 + row_number() over (order by citation.id), citation.document_id, citation.section_id, 4000 + row_number() over (order by citation.id),
    citation.page, citation.page, 'paragraph', null, 'It was found to ' || max(improvement_event.status_as_worded) || ' by now.'
from improvement_event
join citation on citation.id = improvement_event.citation_id
where citation.section_id is not null and citation.page is not null and citation.footnote_number is null
    and improvement_event.status_as_worded is not null and improvement_event.rowid % 2
group by citation.id;
insert into number_mention (id, passage_id, offset, page, printed, value, kind)
select
    row_number() over (order by passage.id, said.value), passage.id, instr(passage.text, said.value) - 1,
    passage.page, said.value, cast(replace(said.value, ',', '') as real), 'number'
from passage
join (
    select distinct printed as value from observation where value_high is null and value is not null
    union select '98' union select '99' union select '4,321'
) as said on instr(' ' || passage.text || ' ', ' ' || said.value || ' ') > 0
where passage.kind <> 'grade';
-- Two improvements of a report that was read have their text, one with other words.
update improvement set text = 'Made up: this is an area for improvement.'
where inspection_id = 'essex-2016-effectiveness' and position = 1;
update improvement set text = 'Made up: other words.'
where inspection_id = 'essex-2016-effectiveness' and position = 2;
-- A report without a known grade.
delete from judgment where inspection_id = 'gwent-2015-efficiency';
delete from judgment_evidence where inspection_id = 'gwent-2015-efficiency';
-- A count that a later edition revised.
update recorded_crime set offences = offences + 300
where area_number = 13 and period_id = 2016063012 and group_number = 1;
-- Groups that published totals leave one way, and one that has a grade too many.
update published_total set forces = 7 where question_id = 'peel-2016-effectiveness-overall' and grade_id = 'good'
;
-- Offences of a quarter as an edition lists them: one force lacks a number, one is not there.
insert into listed_offence (dataset_number, listed_number, code, description, group_number, subgroup) values
    (102, 1, '1', 'Made up offence', 1, 'Made up'), (102, 2, '2', 'Another made up offence', 2, 'Made up');
insert into recorded_offence (dataset_number, period_id, area_number, listed_number, offences, missing_reason)
select 102, 2016033103, reporting_area.number, listed.number,
    iif(reporting_area.number = 13 and listed.number = 2, null, 3 * reporting_area.number + listed.number),
    iif(reporting_area.number = 13 and listed.number = 2, 'not-provided', null)
from reporting_area
join (select 1 as number union all select 2) as listed on true
where reporting_area.number < 60 and reporting_area.area_id <> 'gwent'
;
-- A box of practice, as only a reader's own report has it.
insert into practice (id, inspection_id, question_id, kind, position, summary, citation_id)
select 'gwent-made-pro-1', judgment.inspection_id, judgment.question_id, 'promising-practice', 1, 'Made up practice.', citation_id
from judgment
where question_id = 'peel-2021-22-preventing-crime'
order by inspection_id
limit 1
;
-- Versions that were released, one of them higher than that of the data, and what they corrected.
insert into released_version (version, released_on, summary) values
    ('0.0.9', '2020-01-31', 'Made up'), ('9.10.0', '2020-02-01', 'Made up too');
insert into changed_value (version, table_name, row_key, column_name, old_value, new_value, why) values
    ('0.0.9', 'observation', 'essex-2016-effectiveness-004', 'value', '10.8', '10.9', 'Made up: misread'),
    ('0.0.9', 'gone', 'x/y', 'z', null, 'a', 'Made up: was missing')
