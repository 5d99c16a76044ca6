"""Each check of the data selects nothing from good data and something from bad."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from live_views import live_copy, worked_out
from sqlite_utils import Database

from openpeel.loaders import package
from openpeel.loaders.affected_views import BY_FORCE
from openpeel.loaders.database import describe_tables, run_checks
from openpeel.loaders.errors import DataErrors
from openpeel.loaders.part import IN_PART, begin_part, drop_part, select_part
from openpeel.loaders.stored_views import words_of

DOC = "essex-2016-effectiveness"
CHECKS = sorted(p.stem for p in package.CHECKS.glob("*.sql"))

# The damage that a check exists to find.
DAMAGES = {
    "area_name_ambiguous": "update area_name set printed = 'ESSEX Police', area_id = 'kent' where printed = 'BTP'",
    "arithmetic_rule_incomplete": "delete from arithmetic_term where role = 'numerator'",
    "asb_incident_sum_differs": "update asb_incident set incidents = incidents + 1 where incidents = 52670",
    "carried_over_grade_differs": "update judgment set grade_id = 'inadequate' where carried_from_basis is not null",
    "cause_of_ended_stay_without_word": "delete from improvement_event where id = 'cleveland-2018-19-ethical-lawful-coc-5-e2'",
    "caveat_about_part_of_a_figure": "update caveat_figure set every_value = 1 where caveat_id = 'burglary-per-household'",
    "caveat_beyond_its_report": "update caveat set applies_to = 'same-round' where id = 'satisfaction-fall-size'",
    "citation_outside_section": "update citation set page = 70 where page = 26",
    "citation_without_address": "update citation set page = null, section_id = null where page = 26",
    "bound_contradicts_itself": "update published_total set forces = 1 where question_id = 'peel-2016-effectiveness-overall' and grade_id = 'good'",
    "question_coverage_does_not_add_up": "insert into judgment select 'essex-2016-revisit', question_id, grade_id, null, null, null, citation_id from judgment where inspection_id = 'essex-2016-effectiveness'",
    "dataset_without_value": "delete from recorded_crime",
    "invalid_date": "update inspection set fieldwork_start = '2016-13' where id = 'essex-2016-revisit'",
    "estimate_sum_differs": "update population set people = people + 5000 where people = 1790600",
    "figure_cell_missing": "update observation set figure_id = null where printed = '63.7'",
    "figure_does_not_add_up": "update observation set value = 8.6 where printed = '2.6' and figure_id is not null",
    "figure_row_of_other_outcome": "update figure_row set outcome_type_id = 'caution-adults' where outcome_type_id = 'caution-youths'",
    "figure_value_without_row": f"update observation set figure_id = '{DOC}-figure-2' where printed = '72.8'",
    "footnote_gap": "delete from footnote where number = 12",
    "force_missing": "delete from force where area_id = 'kent'",
    "force_without_number": "delete from reporting_area where area_id = 'essex'",
    "force_without_similarity": "delete from force_size where force_id = 'essex'",
    "framework_break_backwards": "update framework_break set later_framework_id = earlier_framework_id, earlier_framework_id = later_framework_id",
    "framework_of_other_programme": "update framework set publisher = 'Her Majesty''s Inspectorate of Prisons' where id = 'peel-2016'",
    "id_not_a_slug": "update glossary_term set id = 'Two Words' where id = 'peel'",
    "improvement_count_differs": "update improvement_event set status = 'withdrawn' where status = 'worse'",
    "improvement_total_differs": "insert into improvement_link values ('essex-2015-preventing-crime-afi-4', 'essex-2017-preventing-crime-afi-1', 'repeats', 'x')",
    "improvement_history_broken": "update improvement_event set happened_on = '2017' where id = 'essex-2015-vulnerability-coc-1-e1'",
    "improvement_inferred_but_raised": "update improvement_event set status = 'raised', status_basis = 'named' where id = 'essex-2015-vulnerability-finding-5-e2'",
    "improvement_link_backwards": "update improvement_link set later_improvement_id = earlier_improvement_id, earlier_improvement_id = later_improvement_id where relation = 'repeats'",
    "improvement_of_other_framework": "update improvement set question_id = 'peel-2015-effectiveness-overall' where id = 'essex-2016-preventing-crime-afi-1'",
    "improvement_raised_after_its_report": "update improvement_event set happened_on = '2017-03-03' where id = 'essex-2016-preventing-crime-afi-1-e1'",
    "improvement_that_is_not_one": "update improvement set entry = null where id = 'kent-2021-22-overall-afi-0'",
    "improvement_id_differs": "update improvement set kind = 'recommendation' where id = 'essex-2016-preventing-crime-afi-1'",
    "improvement_period_gap": "update improvement_event set said_by = 'force' where improvement_id = 'essex-2018-19-investigating-crime-afi-1'",
    "improvement_position_gap": "update improvement set position = 9 where id = 'essex-2016-protecting-vulnerable-afi-4'",
    "improvement_status_by_its_raiser": "update improvement_event set status = 'in-progress', status_basis = 'named' where id = 'cambridgeshire-2017-treating-public-fairly-finding-21-e2'",
    "improvement_status_without_basis": "update improvement_event set status_basis = null where id = 'essex-2015-vulnerability-coc-2-w2'",
    "improvement_topic_count_differs": "update improvement_event set status = 'withdrawn' where status = 'worse'",
    "improvement_without_theme": "update improvement_theme set position = 2 where improvement_id = 'essex-2016-preventing-crime-afi-1'",
    "inspection_left_out": "delete from citation where id in (select citation_id from inspection where published_basis = 'page-date')",
    "inspection_dates_out_of_order": "update inspection set published_on = '2016-10-01' where id = 'essex-2016-effectiveness'",
    "judgment_by_revisit": "update judgment set inspection_id = 'essex-2016-revisit' where inspection_id = 'essex-2015-vulnerability'",
    "judgment_of_other_framework": "update judgment set question_id = 'peel-2015-effectiveness-preventing-crime' where question_id = 'peel-2016-effectiveness-preventing-crime'",
    "judgment_off_scale": "update judgment set grade_id = 'adequate' where question_id = 'peel-2016-effectiveness-overall'",
    "judgment_without_evidence": "update judgment_evidence set grade_id = 'good' where grade_id = 'inadequate'",
    "excluded_force_without_missing_value": "delete from observation where area_id = 'durham'",
    "measure_without_value": "delete from measure_subject where measure_id = 'gain-referrals'",
    "missing_value_without_caveat": "delete from caveat_area where area_id = 'humberside'",
    "monitoring_concern_of_other_force": "update monitoring_event set force_id = 'kent' where force_id = 'nottinghamshire'",
    "monitoring_out_of_order": "update monitoring_event set happened_on = '2024-03-10' where id = 'nottinghamshire-thematic-general-monitoring-2'",
    "more_forces_than_exist": "update published_total set forces = 44 where forces = (select max(forces) from published_total)",
    "not_inspected_but_graded": "update judgment set grade_id = 'good' where inspection_id = 'greater-manchester-2017-efficiency'",
    "observation_baseline_invalid": "update observation set baseline_start = null, baseline_end = null where printed = '12.9'",
    "observation_not_as_printed": "update observation set value = 126.831 where printed = '126,831'",
    "observation_out_of_range": "update observation set value = 147.4 where printed = '47.4'",
    "observation_restatement_differs": "update observation set value = 15.4 where restates_id is not null and printed = '14.5'",
    "observation_stated_twice": "update observation set restates_id = null where printed = '14.5'",
    "offence_total_differs": "update offence_group set victim_based = 0 where id = 'robbery'",
    "outcome_code_differs": "update outcome_code set outcome_type_id = null where number = 1",
    "period_inconsistent": "update period set start_day = '2015-06-30' where id = 2016063012",
    "publication_statement_differs": "update publication_statement set note = null",
    "published_force_total_differs": "update judgment set grade_id = 'good' where inspection_id = 'wiltshire-2021-22' and question_id = 'peel-2021-22-investigating-crime'",
    "published_total_differs": "update judgment set grade_id = 'good' where inspection_id = 'durham-2016-effectiveness'",
    "question_link_backwards": "update question_link set later_question_id = earlier_question_id, earlier_question_id = later_question_id where relation = 'same'",
    "pattern_without_miss": "delete from sentence_miss where sentence_id = 'gain-referrals'",
    "question_without_link": "delete from question_link where relation = 'dropped'",
    "recomputation_rule_incomplete": "update recomputation_rule set population_edition = null where method_id = 'asb-rate'",
    "recomputable_and_not_recomputable": "update not_recomputable_measure set measure_id = 'asb-incident-rate' where measure_id = 'calls-for-assistance'",
    "recorded_crime_sum_differs": "update recorded_crime set offences = offences + 1 where offences = 113891",
    "released_version_beyond_the_data": "insert into released_version values ('9.9.9', '2026-12-01', 'Made up')",
    "response_before_report": "update response set published_on = '2016-11-02' where id = 'essex-2016-efficiency-response'",
    "response_deadline_differs": "update response_rule set from_day = '2018-01-01' where id = 'police-act-1996-section-55-5a'",
    "response_rule_overlap": "update response_rule set until_day = null where id = 'essex-own-page-2016'",
    "section_out_of_order": "update section set page = 1 where position = 40",
    "small_base_ranked": "update statistic_number set rank_from_highest = 1, forces = 43, band = 'one of the highest' where forces is null",
    "source_of_other_kind": "update source set source_kind_id = 'police-force-areas' where file_name glob '*.xlsx'",
    "source_of_other_publisher": "update source_kind set publisher = 'Home Office' where id = 'recorded-crime-by-force'",
    "source_wording_unknown": "update source_wording set means = 'wessex' where printed = 'Residental burglary'",
    "statistic_note_about_nothing": "delete from statistic_note_group",
    "statistic_number_differs": "update statistic_number set value = 9.9 where numerator = 113891",
    "theme_unused": "update improvement_theme set theme_id = 'quality' where theme_id = 'vetting'",
    "wide_view_without_column": "update framework set id = 'peel-2014-15' where id = 'peel-2014'",
}


# The other ways in which a check's rows can be wrong.
FURTHER_DAMAGES = [
    ("area_name_ambiguous", "update area_name set area_id = 'thurrock' where printed = 'BTP'"),
    ("carried_over_grade_differs", "update inspection set force_id = iif(force_id = 'kent', 'essex', 'kent') where id in (select inspection_id from judgment where carried_from_inspection_id is not null limit 1)"),
    ("carried_over_grade_differs", "update framework set position = -position"),
    ("caveat_about_part_of_a_figure", "delete from caveat_measure where caveat_id in (select caveat_id from caveat_figure where not every_value)"),
    ("citation_outside_section", "update citation set page = 1 where section_id in (select id from section as last where position = (select max(position) from section where document_id = last.document_id))"),
    ("estimate_sum_differs", "update household set households = 2 * households where area_number = (select number from reporting_area where area_id = 'essex')"),
    ("force_missing", "delete from force"),
    ("framework_break_backwards", "update framework set position = null where id in (select later_framework_id from framework_break)"),
    ("framework_break_backwards", "update framework set position = null where id in (select earlier_framework_id from framework_break)"),
    ("framework_break_backwards", "update framework_break set later_framework_id = earlier_framework_id"),
    ("id_not_a_slug", "update initiative set id = 'two--hyphens' where id = (select min(id) from initiative)"),
    ("id_not_a_slug", "update topic set id = '-before' where id = 'overall'"),
    ("id_not_a_slug", "update citation set id = 'after-' where id = (select min(id) from citation)"),
    ("improvement_history_broken", "delete from improvement_event where improvement_id = 'essex-2016-preventing-crime-afi-1'"),
    ("improvement_history_broken", "update improvement_event set status = 'met' where improvement_id = 'essex-2016-preventing-crime-afi-1' and position = 1"),
    ("improvement_that_is_not_one", "update improvement set summary = 'Call answering has improved.' where id = 'essex-2016-preventing-crime-afi-1'"),
    ("improvement_history_broken", "update improvement set entry = 'remark' where id = 'essex-2016-preventing-crime-afi-1'"),
    ("improvement_history_broken", "update improvement_event set said_by = 'force' where improvement_id = 'essex-2016-preventing-crime-afi-1' and position = 1"),
    ("improvement_history_broken", "update improvement_event set position = 9 where improvement_id = 'essex-2017-investigating-crime-finding-2' and position = 2"),
    ("improvement_history_broken", "update improvement_event set status = 'raised' where improvement_id = 'essex-2017-investigating-crime-finding-2' and position = 2"),
    ("improvement_position_gap", "update improvement set position = 0 where id = 'essex-2016-protecting-vulnerable-afi-1'"),
    ("improvement_position_gap", "update improvement set position = 1 where id = 'nottinghamshire-2018-19-preventing-crime-afi-2'"),
    ("improvement_of_other_framework", "update improvement set topic_id = 'overall' where id = 'essex-2016-preventing-crime-afi-1'"),
    ("improvement_status_without_basis", "update improvement_event set status_basis = 'read' where status = 'raised'"),
    ("improvement_status_without_basis", "update improvement_event set status_basis = 'named' where id = 'wiltshire-2015-preventing-crime-afi-1-e2'"),
    ("improvement_without_theme", "delete from improvement_theme where improvement_id = 'essex-2016-preventing-crime-afi-1'"),
    ("inspection_dates_out_of_order", "update inspection set fieldwork_start = '2016-10', fieldwork_end = '2016-09' where id = 'essex-2016-effectiveness'"),
    ("inspection_dates_out_of_order", "update inspection set force_id = 'kent' where id = 'essex-2016-revisit'"),
    ("invalid_date", "update improvement_event set happened_on = '2017-02-30' where id = 'essex-2015-vulnerability-coc-1-e1'"),
    ("invalid_date", "update document set published_on = '2017-13' where id = 'essex-2016-effectiveness'"),
    ("monitoring_concern_of_other_force", "update improvement set kind = 'finding' where id in (select improvement_id from monitoring_concern)"),
    ("monitoring_concern_of_other_force", "update monitoring_concern set relation = 'closed' where relation = 'reason'"),
    ("monitoring_out_of_order", "delete from monitoring_event where id = 'nottinghamshire-thematic-general-monitoring-1'"),
    ("monitoring_out_of_order", "update monitoring_event set phase_id = 'engage' where id = 'nottinghamshire-thematic-general-monitoring-2'"),
    ("monitoring_out_of_order", "delete from monitoring_statement where monitoring_event_id = 'nottinghamshire-thematic-general-monitoring-2'"),
    ("monitoring_out_of_order", "update monitoring_statement set happened_on = null where monitoring_event_id = 'nottinghamshire-thematic-general-monitoring-2'"),
    ("published_force_total_differs", "update published_force_total set questions = questions + 9 where force_id = 'hertfordshire' and framework_id = 'peel-2021-22' and grade_id = 'good'"),
    ("published_force_total_differs", "update published_force_total set note = null where force_id = 'gloucestershire' and grade_id = 'inadequate'"),
    ("published_force_total_differs", "update published_force_total set questions = 0 where force_id = 'derbyshire' and grade_id = 'adequate'"),
    ("judgment_of_other_framework", "update question set pillar_id = 'efficiency', position = 99 where id = 'peel-2016-effectiveness-preventing-crime'"),
]  # fmt: skip


# The reasons of checks that neither the damages above nor the shaken database give (test_known_rows.py).
OTHER_REASONS = [
    ("figure_cell_missing", f"update figure set values_published = 0 where id = '{DOC}-figure-4'", "rows without published values"),
    ("improvement_history_broken", "update improvement_event set inspection_id = 'kent-2017-effectiveness' where id = 'essex-2015-vulnerability-coc-1-e1'", "said in an inspection of another force"),
    ("improvement_status_without_basis", "update improvement_event set status = 'not-stated' where id = 'essex-2015-vulnerability-coc-2-w2'", "a basis, and no status stated"),
    ("judgment_without_evidence", "delete from judgment_evidence where inspection_id = 'gwent-2015-efficiency'", "no place states it"),
    ("more_forces_than_exist", "update statistic_number set forces = 44 where forces = 42", "44 forces, but there are 43"),
    ("observation_baseline_invalid", "update observation set baseline_start = period_start where printed = '12.9'", "the baseline does not come first"),
    ("response_before_report", "update inspection set published_on = null where id = 'essex-2016-efficiency'", "the report's day is not known at all"),
]  # fmt: skip
# Checks of what views make: a view, what is wrong with its rows, and what the check says of it.
WRONG_VIEWS = [
    ("improvement_period_gap", "improvement_status_period", "until_day = date(until_day, '-1 day')", "periods do not follow each other"),
    ("improvement_total_differs", "improvement_status", "state = iif(state = 'followed up', 'open', state)", "counted as open although a later one follows it up"),
    ("improvement_total_differs", "improvement_total", "open = open + 1", "in all, the states are otherwise"),
    ("improvement_total_differs", "improvement_total", "total = total + (force_id is null), open = open + (force_id is null)", "not as many one by one"),
]  # fmt: skip
# Summaries that speak of several improvements, or of how something went since.
SEVERAL = (
    "Six areas are not listed one by one.", "Several areas of investigation need work.",
    "All nine recommendations on child protection.", "Causes of concern about crime data.",
    "Three causes of concern were raised.", "It has two causes of concern on leadership.",
)  # fmt: skip
REMARKS = (
    "Good progress was made.", "Little progress was made.", "Progress was made on cases.",
    "There was not enough progress.", "Call handling has improved.", "It improved since 2018.",
    "Supervision improved markedly.", "The records are much better.", "Plans got better.",
    "It was met in part.", "What was wrong is not put right.", "It was dealt with by training.",
    "The concern has been dealt with.", "All teams now have a plan.", "Files are now checked.",
    "The force now has a plan.",
)  # fmt: skip


def test_every_check_is_proven() -> None:
    assert sorted(DAMAGES) == CHECKS


@pytest.mark.parametrize("name", CHECKS)
def test_check_says_what_it_checks(name: str) -> None:
    first = (package.CHECKS / f"{name}.sql").read_text(encoding="utf-8").split("\n")[0]
    assert first.startswith("-- ")


@pytest.fixture(scope="module")
def whole(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """A copy of the database that takes any damage, in which views follow what is damaged.

    No check finds anything in it before: the build ran them all over the same rows
    (test_stored_views.py).
    """
    path = live_copy(database, tmp_path_factory.mktemp("damaged") / "damaged.db")
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("pragma ignore_check_constraints = on")
    yield connection
    connection.close()


@pytest.fixture
def damaged(whole: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """That copy, in which what a test damages is whole again after it."""
    whole.execute("begin")
    yield whole
    whole.rollback()


def failing(connection: sqlite3.Connection, name: str) -> list[str]:
    """What one check says of a database."""
    file = package.CHECKS / f"{name}.sql"
    try:
        with worked_out(connection, file.read_text(encoding="utf-8")):
            run_checks(Database(connection), package.CHECKS, only=[file])
    except DataErrors as errors:
        return [str(e) for e in errors.errors]
    return []


def reasons(connection: sqlite3.Connection, name: str) -> str:
    """The reasons that one check gives."""
    return "\n".join(said.partition("why=")[2] for said in failing(connection, name))


@pytest.mark.parametrize(("name", "damage"), [*DAMAGES.items(), *FURTHER_DAMAGES])
def test_check_can_fail(name: str, damage: str, damaged: sqlite3.Connection) -> None:
    changed = damaged.execute(damage).rowcount
    assert changed > 0, "the damage changed nothing"
    said = failing(damaged, name)
    assert said
    assert all(
        s.startswith(f"check {name} failed: ") and "why=" in s and "why=None" not in s for s in said
    )


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        (name, damage)
        for name, damage in [*DAMAGES.items(), *FURTHER_DAMAGES, *(o[:2] for o in OTHER_REASONS)]
        if BY_FORCE.search((package.CHECKS / f"{name}.sql").read_text(encoding="utf-8"))
    ],
)
def test_check_by_force_finds_the_same_over_the_reports_of_a_force(
    name: str, damage: str, damaged: sqlite3.Connection
) -> None:
    db = Database(damaged)
    sql = (package.CHECKS / f"{name}.sql").read_text(encoding="utf-8")
    assert not words_of(sql) & set(db.view_names())
    tables = {table: of for table, of in describe_tables(db).items() if table in IN_PART}
    damaged.execute(damage)
    # Each of these damages is done to Essex, or to what belongs to no force.
    found = {}
    for force, others in (("essex", ()), ("kent", (DOC,))):
        begin_part(db, [force], others)
        select_part(db, {}, tables)
        found[force] = failing(damaged, name)
        drop_part(db, ())
    assert found["essex"] == failing(damaged, name)
    assert set(found["kent"]) <= set(found["essex"])


@pytest.mark.parametrize(("name", "damage", "reason"), OTHER_REASONS)
def test_check_gives_each_of_its_reasons(
    name: str, damage: str, reason: str, damaged: sqlite3.Connection
) -> None:
    damaged.execute(damage)
    assert reason in reasons(damaged, name)


@pytest.mark.parametrize(("name", "view", "change", "reason"), WRONG_VIEWS)
def test_check_finds_what_is_wrong_with_a_view(
    name: str, view: str, change: str, reason: str, connection: sqlite3.Connection
) -> None:
    # The check reads this table in place of the view, and of other views what is stored.
    connection.execute(f"create temp table [{view}] as select * from main.[{view}]")
    connection.execute(f"update temp.[{view}] set {change}")
    assert reason in reasons(connection, name)


def test_summary_that_speaks_of_several_or_of_progress_is_found(
    damaged: sqlite3.Connection,
) -> None:
    sql = "update improvement set summary = ? where id = 'essex-2016-preventing-crime-afi-1'"
    for summaries, reason in ((SEVERAL, "stand for several"), (REMARKS, "remark on progress")):
        for summary in summaries:
            damaged.execute(sql, (summary,))
            assert reason in reasons(damaged, "improvement_that_is_not_one"), summary


def test_moves_whose_days_overlap_are_named(damaged: sqlite3.Connection) -> None:
    first = "nottinghamshire-thematic-general-monitoring-1"
    damaged.execute("update monitoring_event set happened_on = '2025' where id = ?", [first])
    damaged.execute(
        "update monitoring_statement set happened_on = '2025' where monitoring_event_id = ?",
        [first],
    )
    said = failing(damaged, "monitoring_out_of_order")
    assert len(said) == 1
    assert "may come before the move that it follows" in said[0]


def test_phase_of_a_policing_body_ends_no_stay_in_engage(damaged: sqlite3.Connection) -> None:
    moved_out = "nottinghamshire-thematic-general-monitoring-2"
    before = "nottinghamshire-thematic-general-monitoring-1b"
    for table, own in (("monitoring_event", "id"), ("monitoring_statement", "monitoring_event_id")):
        damaged.execute(
            f"create temp table copied as select * from {table} where {own} = ?", [moved_out]
        )
        damaged.execute(f"update copied set {own} = ?, happened_on = '2024-08-01'", [before])
        columns = [c[1] for c in damaged.execute(f"pragma table_info({table})")]
        names = ", ".join(columns)
        damaged.execute(f"insert into {table} ({names}) select {names} from copied")
        damaged.execute("drop table copied")
    damaged.execute(
        "update monitoring_event set phase_id = 'special-measures' where id = ?", [before]
    )
    assert failing(damaged, "monitoring_out_of_order") == []


def test_gap_in_the_history_of_a_remark_is_named(damaged: sqlite3.Connection) -> None:
    damaged.execute(
        "update improvement_event set position = 9 where id = ("
        " select min(improvement_event.id) from improvement_event"
        " join improvement on improvement.id = improvement_id where entry = 'remark')"
    )
    said = failing(damaged, "improvement_history_broken")
    assert len(said) == 1
    assert "a gap in the positions" in said[0]


def test_method_that_no_view_computes_is_named(damaged: sqlite3.Connection) -> None:
    damaged.execute("insert into recomputation_method values ('median-rate', 'x', 'x')")
    said = failing(damaged, "recomputation_rule_incomplete")
    assert len(said) == 1
    assert "recomputation_id=median-rate, why=no view recomputed_... names it" in said[0]
