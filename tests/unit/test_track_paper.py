"""The paper for a committee: what it says, as of when, and that its totals add up."""

from __future__ import annotations

import errno
import os
import stat
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner
from listing import row, write_csv
from odfdo import Document

from openpeel.cli.main import main
from openpeel.loaders.errors import DataError
from openpeel.loaders.track.store import import_list
from openpeel.outputs.paper import write_paper

ITEM = "essex-2016-preventing-crime-afi-1"

FIRST = [
    row("A", "in-progress", report="PEEL 2016", owner="ACC", target_date="2017-06-30",
        improvement_id=ITEM),
    row("B", "raised", report="PEEL 2016", target_date="2017-12-31"),
    row("C", "met", report="Custody"),
    row("D", "partly-met", evidence="<script>alert(1)</script>"),
]  # fmt: skip
SECOND = [
    row("A", "met", report="PEEL 2016", owner="ACC", target_date="2017-06-30",
        revised_date="2017-08-31", improvement_id=ITEM),
    row("B", "raised", report="PEEL 2016", target_date="2017-07-31"),
    row("C", "in-progress", report="Custody"),
    row("E", "not-met", report="Custody", target_date="2017-01-31"),
]  # fmt: skip


class Tables(HTMLParser):
    """The tables of a page by the heading above each: rows of cells."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self.heading, self.text, self.inside = "", "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("h2", "th", "td"):
            self.inside, self.text = tag, ""
        if tag == "tr":
            self.tables.setdefault(self.heading, []).append([])

    def handle_endtag(self, tag: str) -> None:
        if tag == "h2":
            self.heading = self.text.split(". ", 1)[1]
        if tag in ("th", "td"):
            self.tables[self.heading][-1].append(self.text)

    def handle_data(self, data: str) -> None:
        self.text += data


def paper(folder: Path, database: Path, suffix: str, day: str) -> Path:
    """The paper of two lists as of a day."""
    private = folder / "private.db"
    if not private.exists():
        for rows, taken in ((FIRST, "2017-03-31"), (SECOND, "2017-09-30")):
            file = write_csv(folder / "list.csv", rows)
            import_list(file, private, database, None, "essex", taken)
    out = folder / f"paper{suffix}"
    result = CliRunner().invoke(
        main, ["track", "report", "--as-of", day, "--out", str(out), "--private", str(private),
               "--db", str(database)],
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    return out


def html(folder: Path, database: Path, day: str) -> dict[str, list[list[str]]]:
    parser = Tables()
    parser.feed(paper(folder, database, ".html", day).read_text(encoding="utf-8"))
    return parser.tables


def ods(folder: Path, database: Path, day: str) -> dict[str, list[list[str]]]:
    document = Document(paper(folder, database, ".ods", day))
    found = {}
    for table in document.body.tables:
        rows = [["" if v is None else str(v) for v in row] for row in table.get_values()]
        title = rows[0][0]
        found[title] = rows[2:]
    return found


@pytest.mark.parametrize("read", [html, ods])
def test_what_the_paper_tells(read, database: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    told = read(tmp_path, database, "2017-10-15")
    stand = dict(zip(*told["Items by status"][:2], strict=True))
    assert (stand["Open"], stand["Closed"], stand["Items"]) == ("4", "1", "5")
    due = told["Open items by target date"]
    assert due[1][1:5] == ["2", "0", "2", "4"]
    overdue = told["Overdue"][1:]
    assert [(r[1], r[5], r[6], r[7], r[8], r[9]) for r in overdue] == [
        ("E", "2017-01-31", "2017-01-31", "0", "257", "257"),
        ("B", "2017-12-31", "2017-07-31", "1", "76", ""),
    ]
    moved = told["Target dates that were moved"][1:]
    assert [(r[1], r[4], r[5], r[6], r[9]) for r in moved] == [
        ("A", "2017-06-30", "2017-08-31", "62", "revised"),
        ("B", "2017-12-31", "2017-07-31", "-153", "overwritten"),
    ]
    assert [r[1] for r in told["Gone from the list while open"][1:]] == ["D"]
    came = told["What came and went"][1:]
    assert [r[1:9] for r in came] == [
        ["2017-03-31", "0", "3", "0", "0", "3", "1", "0"],
        ["2017-09-30", "3", "1", "1", "1", "4", "0", "1"],
    ]
    item = told["Item by item"][1]
    assert (item[1], item[3], item[5], item[9]) == (
        "A", "met", "raised",
        # Raised again, so open although nothing later was said by that day.
        "closed on the list, open by the inspectorate",
    )  # fmt: skip
    assert {r[1] for r in told["Totals that were checked"][1:]} == {"holds"}
    answers = {(r[0], r[2]): r for r in told["Responses to reports"][1:]}
    own = answers[("Essex Police, effectiveness 2016", "Essex commissioner's page of 2017")]
    assert (own[1], own[3], own[4], own[5]) == ("2017-03-02", "30", "2017-04-01", "not found")
    assert not any("2018" in r[1] for r in answers.values())


@pytest.mark.parametrize("read", [html, ods])
def test_every_sum_is_the_sum_of_its_column(read, database: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    told = read(tmp_path, database, "2017-10-15")
    summed = 0
    for title, rows in told.items():
        body = [r for r in rows[1:] if r and any(r)]
        if body and body[-1][0] == "All":
            for index, total in enumerate(body[-1]):
                if index and total:
                    assert sum(int(r[index]) for r in body[:-1]) == int(total), title
                    summed += 1
    assert summed > 20


def test_paper_as_of_an_earlier_day_knows_nothing_later(database: Path, tmp_path: Path) -> None:
    told = html(tmp_path, database, "2017-04-01")
    assert [r[2] for r in told["Every item"][1:]] == ["PEEL 2016", "PEEL 2016", "Custody", ""]
    assert "Overdue" not in told
    assert len(told["Lists that this is made from"]) == 2
    later = [r[1] for r in told["Inspections in the public record"][1:]]
    assert later == sorted(later)
    assert later[-1] == "2017-03-02"


def test_paper_says_as_of_when_and_shows_hostile_text_as_text(
    database: Path, tmp_path: Path
) -> None:
    text = paper(tmp_path, database, ".html", "2017-10-15").read_text(encoding="utf-8")
    assert "As of 15 October 2017" in text
    assert "as the list of 30 September 2017 has it" in text
    assert "<script>" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "http" not in text.split("</style>")[1]


def test_sums_of_the_spreadsheet_are_formulas(database: Path, tmp_path: Path) -> None:
    document = Document(paper(tmp_path, database, ".ods", "2017-10-15"))
    table = document.body.tables[1]
    cells = [c for row in table.rows for c in row.cells if c.formula]
    assert [c.formula for c in cells[:2]] == ["of:=SUM([.B4:.B4])", "of:=SUM([.C4:.C4])"]


def test_paper_is_its_owners_until_shared(database: Path, tmp_path: Path) -> None:
    out = paper(tmp_path, database, ".ods", "2017-10-15")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_paper_is_its_owners_where_others_could_read_the_one_before(
    database: Path, tmp_path: Path
) -> None:
    out = tmp_path / "paper.ods"
    out.write_text("an earlier paper")
    out.chmod(0o644)
    assert paper(tmp_path, database, ".ods", "2017-10-15") == out
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_a_paper_that_cannot_be_written_leaves_the_one_before(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = paper(tmp_path, database, ".html", "2017-10-15")
    before, files = out.read_bytes(), sorted(tmp_path.iterdir())

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DataError, match="cannot be written .No space"):
        write_paper(out, tmp_path / "private.db", database, "2017-10-15")
    assert (out.read_bytes(), sorted(tmp_path.iterdir())) == (before, files)


def test_another_kind_of_paper_is_refused(database: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["track", "report", "--out", str(tmp_path / "a.pdf")])
    assert (result.exit_code, ".html or .ods" in result.output) == (1, True)
