-- Figures about the data that README.md, docs/, templates/ and tests repeat. A block has a name with
-- its values, the sentences that repeat them, and the query that gives them. `make figures` asks
-- again and rewrites values and sentences; tools/figures.py says more.

-- forces: 43
-- everywhere: the {} forces
-- everywhere: all {} forces
-- in docs/grades.md: adds up to {}
-- in docs/statistics.md: with {} forces, ten each
-- in docs/statistics.md: without fraud, {} forces and British
select count(*) from force;

-- grades: 2002 | 9
-- in README.md: {} grades and {} answers without a grade
-- in docs/using.md: {} grades and {} answers without a grade
select grades, ungraded from data_summary;

-- grades-known-by-year: 50 | 41 | 55 | 84 | 75 | 55 | 52
-- in README.md: {}% of 2014 are known, {}% of 2015, {}% of 2016, {}% of 2017, {}% of 2018/19, {}% of 2021/22 and {}% of 2023–25
-- in docs/using.md: {}% of 2014 are known, {}% of 2015, {}% of 2016, {}% of 2017, {}% of 2018/19, {}% of 2021/22 and {}% of 2023–25
select
    max(iif(year = '2014', known_percent, 0)),
    max(iif(year = '2015', known_percent, 0)),
    max(iif(year = '2016', known_percent, 0)),
    max(iif(year = '2017', known_percent, 0)),
    max(iif(year = '2018/19', known_percent, 0)),
    max(iif(year = '2021/22', known_percent, 0)),
    max(iif(year = '2023–25', known_percent, 0))
from framework_coverage;

-- got-worse-at-vulnerability: 4 | 43 | 28
-- in docs/questions.md: At least {} of {}, and at most {}
-- in docs/grades.md: at least {} of {} forces got worse, and at most {}
select at_least, forces, at_most from grade_bound
where
    what = 'got worse'
    and earlier_question_id = 'peel-2015-effectiveness-protecting-vulnerable'
    and question_id = 'peel-2016-effectiveness-protecting-vulnerable';

-- compared-on-vulnerability: 10
-- in docs/questions.md: two grades are known of {} forces
select sum(forces) from comparison_coverage
where
    counted
    and earlier_question_id = 'peel-2015-effectiveness-protecting-vulnerable'
    and later_question_id = 'peel-2016-effectiveness-protecting-vulnerable';

-- grades-needed-for-a-rank: 4
-- in docs/grades.md: at least {} of its grades can be compared
select grades_needed from ranking_rule;

-- judgments: 2011
select count(*) from judgment;

-- readings: 3357
select count(*)
from judgment_evidence
join citation on citation.id = citation_id
where page is null;

-- readings-left-out: 3
-- in docs/grades.md: has the {} grades read that no judgment holds
select count(*) from excluded_reading;

-- core-questions-2016: 40 | 32 | 25 | 30
-- in docs/grades.md: preventing is held of {} forces, investigating of {}, protecting of {}, organised crime of {}
select
    sum(topic_id = 'preventing-crime'),
    sum(topic_id = 'investigating-crime'),
    sum(topic_id = 'protecting-vulnerable'),
    sum(topic_id = 'serious-organised-crime')
from judgment
join question on question.id = question_id
where framework_id = 'peel-2016' and pillar_id = 'effectiveness';

-- values: 238 | 160
-- in README.md: {} values of {} measures
-- in docs/using.md: {} values of {} measures
select values_known, measures from data_summary;

-- values-missing: 20
-- in docs/using.md: and {} that are missing with a reason
select values_missing from data_summary;

-- report-sections: 76
select count(*) from section;

-- report-footnotes: 50
select count(*) from footnote;

-- report-figures-with-values: 3
select count(*) from figure where values_published;

-- report-figures: 9
-- in docs/using.md: {} figures, 
select count(*) from figure;

-- warnings: 101
-- in docs/using.md: {} warnings and contradictions
select warnings from data_summary;

-- contradictions: 13 | 13
-- in docs/using.md: in {} matters two places of the report cannot both be right, in {} they only read differently
select sum(effect_id = 'contradiction'), sum(effect_id = 'tension') from contradiction;

-- terms: 148
-- in docs/using.md: {} terms
select count(*) from glossary_term;

-- initiatives: 196
-- in docs/using.md: {} named operations, units and partners
select count(*) from initiative;

-- recomputed: 18 | 213 | 10 | 1 | 4 | 3
-- in README.md: {} of the {} printed values can be recomputed: {} match, {} differs because the statistics were revised later, {} match only on a different basis and {} differ
-- in docs/using.md: {} of the {} printed values can be recomputed: {} match, {} differs because the statistics were revised later, {} match only on a different basis and {} differ
-- in docs/reconciliation.md: {} of the {} printed values can be recomputed: {} match, {} differs because the statistics were revised later, {} match only on a different basis and {} differ
select recomputed, values_printed, "match" + rounding, later_revision, different_basis, differs
from reconciliation_total
where inspection_id is null;

-- improvements: 347 | 43 | 478 | 1195
-- in README.md: {} areas for improvement, causes of concern and recommendations of the {} forces, and {} findings that no list calls so, with {} statements
-- in docs/using.md: {} areas for improvement, causes of concern and recommendations** that the inspectorate raised with the {} forces from 2014 to 2025, and {} findings that no list calls so, with {} statements
select
    (select improvements from data_summary),
    (select count(*) from force),
    (select findings from data_summary),
    (select count(*) from improvement_event);

-- charged-in-readme: 24.5 | 23.2
-- in README.md: {} percent of offences in the 12 months to 30 June 2016, against {} percent in England and Wales
select force_value, england_and_wales_value
from force_against_england_and_wales
where measure_id = 'domestic-abuse-outcome-rate-charged' and inspection_id = 'essex-2016-effectiveness';

-- charged-domestic-abuse: 24.5 | 23.2 | 47 | 33.8 | 46 | 9.7
-- in docs/questions.md: {} percent of offences in the 12 months to 30 June 2016, against {} percent in England and Wales (page {}), down from {} percent in the 12 months to 31 March 2015 (page {}). It may not be compared with the {} percent charged for all crime
with stated as (
    select observation.*, page
    from observation
    join citation on citation.id = citation_id
    where inspection_id = 'essex-2016-effectiveness' and restates_id is null
),
domestic as (
    select * from stated where measure_id = 'domestic-abuse-outcome-rate-charged'
)
select
    essex.printed,
    country.printed,
    essex.page,
    before.printed,
    before.page,
    all_crime.printed
from domestic as essex
join domestic as country
    on country.area_id = 'england-and-wales' and country.page = essex.page
join domestic as before on before.area_id = 'essex' and before.period_end = '2015-03-31'
join stated as all_crime
    on all_crime.area_id = 'essex' and all_crime.measure_id = 'outcome-share-charged'
where essex.area_id = 'essex' and essex.period_end = '2016-06-30';

-- crime-in-five-years: 10.9 | 12.8
-- in docs/questions.md: rise of {} percent in five years be trusted?** Not as it stands: "excluding fraud", it sets a year without fraud against one that still had it. Like for like crime rose by {} percent
select printed, printf('%.1f', recomputed)
from reconciliation
join observation on observation.id = observation_id
where
    observation.inspection_id = 'essex-2016-effectiveness'
    and observation.measure_id = 'recorded-crime-change'
    and observation.area_id = 'essex'
    and baseline_end = '2011-06-30';

-- most-times-raised: 3
-- in docs/questions.md: improvement was raised {} times?
select max(most_times_raised) from improvement_chain;

-- room-of-the-later-count: -0.08 | 0.02
-- in docs/reconciliation.md: leaves it no more than {} to {} percent
select
    printf('%.2f', others_allow_from_percent),
    printf('%.2f', others_allow_to_percent)
from reconciliation_revision
where stated = '+7.8%' and revised_percent is null;

-- joint-explanation: 68.26 | 60.33 | -0.52
-- in docs/reconciliation.md: With them the three values are {}, {} and {}
select
    printf('%.2f', max(exact_value) filter (where stated_value = 68.2)),
    printf('%.2f', max(exact_value) filter (where stated_value = 60.4)),
    printf('%.2f', max(exact_value) filter (where stated_value = -0.5))
from reconciliation_attempt
where rule_id in (select rule_id from recomputation_explanation_part);

-- joint-revisions: 0.016 | 0.025
-- in docs/reconciliation.md: A total that is {} percent lower and a victim-based count that is {} percent higher
select
    max(-revised_percent) filter (where measure_id = 'recorded-crime-rate'),
    max(revised_percent) filter (where measure_id = 'victim-based-crime-rate')
from reconciliation_joint;

-- computers: 85 | 340 | 26
-- in docs/using.md: {} of {} computers called {} percent
select
    (select printed from observation where measure_id = 'computer-backlog'),
    (select printed from observation where measure_id = 'computer-submissions'),
    (select printed from observation where measure_id = 'computer-backlog-share');

-- relations: 74 | 3
-- in docs/reconciliation.md: has {} such relations. {} do not hold
select count(*), sum(verdict not like 'agrees%') from arithmetic;

-- relations-rounded: 5
-- in docs/reconciliation.md: {} sums of Figure 4 are off by what rounding allows
select count(*) from arithmetic where verdict = 'agrees within rounding';

-- forces-risen: 39 | 43
-- in docs/reconciliation.md: {} of {} forces rose
select
    (select printed from observation where measure_id = 'forces-with-crime-rise' and restates_id is null),
    (select count(*) from force);

-- response-days-by-law: 56
-- in templates/pages/responses.html: within {} days, the day of publication being the first
select days from response_rule where id = 'police-act-1996-section-55-5a';

-- response-days: 56 | 30
-- in docs/tracking.md: subsection (5A) gives {} days *beginning with the day on which the report is published*, so the last day is the 55th after it: a report of 22 March 2018 was to be answered by 16 May. The report on Essex of 2 March 2017 came out two months too early for that. Some bodies' own pages have said {} days
select
    (select days from response_rule where id = 'police-act-1996-section-55-5a'),
    (select days from response_rule where id = 'essex-own-page-2015');

-- outcome-types: 22
select count(*) from outcome_type;

-- published-totals: 33
select count(*) from published_total_compared;
