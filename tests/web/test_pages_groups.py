"""Groups of similar forces on pages: who is in them, whose groups they are, and their averages."""

from __future__ import annotations

import sqlite3

import httpx
import pytest
from page_text import text_at

OWN = "not the Home Office’s most similar group"


def group_of(connection: sqlite3.Connection, force: str) -> list[sqlite3.Row]:
    """The forces of a group, the most alike first."""
    return connection.execute(
        "select * from force_group where force_id = ? and in_group order by nearness", (force,)
    ).fetchall()


def test_a_force_names_the_forces_like_it_with_their_distance(
    site: httpx.Client, connection: sqlite3.Connection
) -> None:
    for force, forces in (("essex", 7), ("bedfordshire", 3)):
        page = text_at(site, f"/force/{force}")
        near = [
            f"{row['other_force']} ({row['distance']:.2f})" for row in group_of(connection, force)
        ]
        assert len(near) == forces
        assert ", ".join(near) in page.replace(" )", ")").replace(" ,", ",")
        assert OWN in page


@pytest.mark.parametrize(
    ("force", "nearest"),
    [("metropolitan", "West Midlands"), ("west-midlands", "Thames Valley"), ("city-of-london", "Cumbria")],
)  # fmt: skip
def test_a_force_without_close_neighbours_says_so(
    site: httpx.Client, force: str, nearest: str
) -> None:
    page = text_at(site, f"/force/{force}")
    assert "so it has no group" in page
    assert f"the nearest are {nearest} (" in page
    assert "against its group" not in page


def test_compare_shows_a_force_with_its_group(
    site: httpx.Client, connection: sqlite3.Connection
) -> None:
    page = text_at(site, "/compare?group=essex&year=peel-2016")
    names = [row["other_force"] for row in group_of(connection, "essex")]
    assert "Essex with the 7 forces most like it" in page
    assert OWN in page
    assert "Round and question Essex " + " ".join(names) + " " in page
    row = connection.execute(
        "select force_against_group.* from force_against_group "
        "join statistic_default_period using (statistic_id, period_end) "
        "where statistic_id = 'recorded-crime-rate' and force_id = 'essex'"
    ).fetchone()
    assert (
        f"{row['group_mean']:.2f} together {row['group_together']:.2f}; 7 of 7 forces; "
        f"Essex is {row['rank_in_group']} of 8"
    ) in page


def test_a_group_takes_the_place_of_forces_chosen_one_by_one(site: httpx.Client) -> None:
    page = text_at(site, "/compare?force=durham&force=surrey&group=essex")
    assert "Side by side: Essex and its group" in page
    assert "Side by side: Durham, Surrey" in text_at(
        site, "/compare?force=durham&force=surrey&group="
    )


def test_compare_says_that_a_force_has_no_group(site: httpx.Client) -> None:
    page = text_at(site, "/compare?force=durham&force=surrey&group=metropolitan")
    assert "is not a force with a group of forces like it" in page
    assert "Side by side: Durham, Surrey" in page


def test_methods_say_how_groups_are_made_and_who_has_none(
    site: httpx.Client, connection: sqlite3.Connection
) -> None:
    page = text_at(site, "/methods")
    alone = connection.execute(
        "select force, other_force, distance from force_group where not group_forces and nearness = 1"
    ).fetchall()
    assert alone
    for row in alone:
        told = f"{row['force']} (the nearest, {row['other_force']}, is {row['distance']:.2f} away)"
        assert told in page
    labels = [row["label"] for row in connection.execute("select label from similarity_measure")]
    assert len(labels) == 4 and all(label in page for label in labels)
