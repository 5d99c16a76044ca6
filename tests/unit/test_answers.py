"""Answers to questions as readers see them: links, labels, days, and nothing that is empty."""

from __future__ import annotations

from markupsafe import Markup

from openpeel.web.answers import AnswerNames, ShownAnswer, shown_answer

NAMES = AnswerNames({"Kent": "/force/kent"}, {"peel_2018_19": "PEEL 2018/19"})


def answer_of(columns: str, *rows: tuple[object, ...]) -> ShownAnswer:
    """An answer with columns by name; Datasette makes a link of each id and address."""
    names = columns.split()
    cells = [
        [
            Markup('<a href="/x/{}">{}</a>').format(value, value)
            if name.endswith(("_id", "url")) and value
            else value
            for name, value in zip(names, row, strict=True)
        ]
        for row in rows
    ]
    return shown_answer(names, rows, cells, NAMES)


def test_ids_and_addresses_become_links_of_what_they_belong_to() -> None:
    shown = answer_of(
        "force summary place improvement_id url",
        ("Kent", "Record crime.", "page 5", "kent-1", "https://example.org/a?b=1&c=2"),
    )
    assert [column.label for column in shown.columns] == ["Force", "Summary", "Where"]
    assert shown.rows == [
        [
            '<a href="/force/kent">Kent</a>',
            '<a href="/x/kent-1">Record crime.</a>',
            '<a href="https://example.org/a?b=1&amp;c=2" rel="external">page 5</a>',
        ]
    ]


def test_id_without_a_partner_stays_a_column_of_its_own() -> None:
    shown = answer_of("term passage_id", ("OCG", 7))
    assert shown.rows == [["OCG", '<a href="/x/7">7</a>']]


def test_days_numbers_and_flags_are_in_words() -> None:
    shown = answer_of("published_on value doubtful peel_2018_19", ("2017-03-02", -3.4, 1, "Good"))
    assert [column.label for column in shown.columns][-1] == "PEEL 2018/19"
    assert [column.is_number for column in shown.columns] == [False, True, False, False]
    assert shown.rows[0][1:3] == ["−3.4", "yes"]
    assert shown.rows[0][0] == '<time datetime="2017-03-02">2 March 2017</time>'


def test_codes_are_in_words() -> None:
    shown = answer_of("published_basis verdict label", ("page-date", "later-revision", "well-led"))
    assert shown.rows[0] == ["only its page is dated", "later revision", "well-led"]


def test_what_is_empty_or_the_same_in_all_rows_is_said_once() -> None:
    shown = answer_of("force year note", *[(name, "2016", None) for name in ("A", "B", "C", "D")])
    assert [column.name for column in shown.columns] == ["force"]
    assert (list(shown.empty), list(shown.same)) == (["Note"], [("Year", "2016")])
    few = answer_of("force year note", ("A", "2016", None), ("B", "2016", None))
    assert [column.name for column in few.columns] == ["force", "year"]


def test_text_of_a_reader_stays_text() -> None:
    shown = answer_of("force summary improvement_id", ("<b>", "<i>", "kent-1"))
    assert shown.rows == [["<b>", '<a href="/x/kent-1">&lt;i&gt;</a>']]
