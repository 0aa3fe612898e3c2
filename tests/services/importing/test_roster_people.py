"""A roster that comes again with other people: a change like any other, told without names to who may not see them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import select, text

from karta.errors import NotAllowedError
from karta.model.rows import ROWS
from karta.privacy import Viewer
from karta.services import history
from karta.services.importing import acceptance, changeset, unplaced_rows
from karta.services.importing.changeset import ChangeSet
from karta.services.importing.matching import records
from karta.services.importing.roster_people import MARK
from karta.services.register.row_text import payload, payloads
from karta.services.workspace import Workspace
from karta.sources.intake import Intake, frame_of
from karta.store.records import load_tables
from karta.store.schema import people as t
from tests.services.importing.rows import COORDINATOR, FRIDAY, LAT, LON, bring, square, walk

POLICE = Viewer(function="police", role="police")
OTHERS = Viewer("organiser", "organiser", frozenset({"football"}), organisation="Football club")


def lines(*people: tuple[str | None, str | None]) -> Intake:
    """Return a roster of one shift a day from 18 September on the square, each with its names and phones."""
    rows = [
        {
            "row": n, "key": f"shift {n}", "place": "Square", "lat": 59.3293, "lon": 18.0583, "org": "Night walkers",
            "date": date(2026, 9, 16 + n), "start": "20:00", "end": "23:00", "persons": names, "phones": phones,
        }
        for n, (names, phones) in enumerate(people, start=2)
    ]  # fmt: skip
    told = {"columns": {"namn": "persons", "telefon": "phones"}}
    return Intake("roster", frame_of(rows, ROWS["roster"]), [], len(rows), "walk.csv", notes=told)


def accept(workspace: Workspace, intake: Intake) -> tuple[ChangeSet, changeset.Applied]:
    """Preview and accept as the coordinator."""
    found = acceptance.preview(workspace, COORDINATOR, intake)
    return found, acceptance.apply(workspace, COORDINATOR, found)


def on_shifts(workspace: Workspace) -> list[tuple[str, str | None]]:
    """Return name and phone of everyone who is on a series now, in the order of the names."""
    c, person = t.sign_up.c, t.person.c
    query = select(person.name, person.phone).join_from(t.sign_up, t.person).where(c.ended_act_id.is_(None))
    with workspace.store.reading() as look:
        return sorted(tuple(row) for row in look.connection.execute(query))


def cells(found: ChangeSet) -> list[tuple[Any, ...]]:
    """Return the changed cells without their keys."""
    return [tuple(row) for row in found.changed.drop(columns="key").itertuples(index=False)]


def test_another_name_is_one_change_and_is_undone(workspace: Workspace) -> None:
    """A line of which only the name differs is one changed cell; accepting it swaps the people, undoing swaps back."""
    accept(workspace, lines(("Ann", "070-1"), ("Bo", "070-2")))
    found, applied = accept(workspace, lines(("Ann", "070-1"), ("Cilla", "070-2")))
    assert (found.rows_stored, found.rows_duplicate) == (1, 1)
    assert cells(found) == [(3, "persons", "Bo", "Cilla")]
    assert on_shifts(workspace) == [("Ann", "070-1"), ("Cilla", "070-2")]
    again = acceptance.preview(workspace, COORDINATOR, lines(("Ann", "070-1"), ("Cilla", "070-2")))
    assert (again.rows_stored, again.rows_duplicate) == (0, 2)
    assert applied.act_id is not None
    history.undo(workspace, COORDINATOR, applied.act_id)
    assert on_shifts(workspace) == [("Ann", "070-1"), ("Bo", "070-2")]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (("Ann", "070-1"), ("Ann", "070-2"), [(2, "phones", "070-1", "070-2")]),
        (("Ann", None), ("Ann", "070-2"), [(2, "phones", None, "070-2")]),
        (("Ann;Bo", None), ("Ann", None), [(2, "persons", "Bo", None)]),
        ((None, None), ("Ann", None), [(2, "persons", None, "Ann")]),
        (("Ann", "070-1"), (None, None), []),
    ],
)
def test_every_change_of_people_is_seen_once(
    workspace: Workspace,
    before: tuple[str | None, str | None],
    after: tuple[str | None, str | None],
    told: list[tuple[Any, ...]],
) -> None:
    """A phone, a name more or a name less is exactly one change, and none the next time; a blank is none."""
    accept(workspace, lines(before))
    found, _ = accept(workspace, lines(after))
    shown = [tuple(None if cell in ("", None) else cell for cell in row) for row in cells(found)]
    assert shown == told
    assert acceptance.preview(workspace, COORDINATOR, lines(after)).is_empty


def test_a_cell_of_names_that_is_emptied_takes_people_off(workspace: Workspace) -> None:
    """Whoever an import put on a shift is taken off where its cell is said to be empty."""
    accept(workspace, lines(("Ann", "070-1")))
    emptied = replace(lines((None, None)), unsaid={2: frozenset({"phones"})})
    found, _ = accept(workspace, emptied)
    assert cells(found) == [(2, "persons", "Ann", None)]
    assert on_shifts(workspace) == []


def test_who_may_not_see_names_sees_a_mark(workspace: Workspace) -> None:
    """The preview tells the coordinator that the people of another organisation differ, without a name."""
    accept(workspace, lines(("Ann", None)))
    found = acceptance.preview(workspace, Viewer("samordnare", "coordinator"), lines(("Bo", None)))
    assert cells(found) == [(2, "persons", MARK, MARK)]
    assert found.rows_stored == 1


@pytest.mark.parametrize("viewer", [POLICE, OTHERS])
def test_a_file_about_others_is_refused_before_it_is_shown(workspace: Workspace, viewer: Viewer) -> None:
    """Neither police nor another organisation learn from a preview what stands on the walkers' lines."""
    accept(workspace, lines(("Ann", None)))
    with pytest.raises(NotAllowedError, match="import_not_own"):
        acceptance.preview(workspace, viewer, lines(("Bo", None)))


def test_a_file_without_names_takes_nobody_off(workspace: Workspace) -> None:
    """A file that has no column of names changes nothing in the people room."""
    accept(workspace, lines(("Ann", None)))
    silent = replace(lines((None, None)), notes={"columns": {"plats": "place"}})
    assert acceptance.preview(workspace, COORDINATOR, silent).is_empty


def test_people_of_one_shift_on_several_lines_change_on_their_own_line(workspace: Workspace) -> None:
    """Lines of one shift share its people: one name more is a change of its line, the others stay the same."""

    def shared(*names: str) -> Intake:
        one = lines(*((name, None) for name in names))
        keys = ["shift", *(f"shift#{n}" for n in range(2, len(names) + 1))]
        return replace(one, rows=one.rows.assign(key=keys, date=date(2026, 9, 18)))

    accept(workspace, shared("Ann", "Bo"))
    assert acceptance.preview(workspace, COORDINATOR, shared("Ann", "Bo")).is_empty
    found, _ = accept(workspace, shared("Ann", "Cilla"))
    assert cells(found) == [(3, "persons", "Bo", "Cilla")]
    assert on_shifts(workspace) == [("Ann", None), ("Cilla", None)]


def test_the_same_name_twice_in_a_file_is_one_person(workspace: Workspace) -> None:
    """Who is named on two lines, once without a phone, is one person with that phone."""
    accept(workspace, lines(("Ann", None), ("Ann", "070-1")))
    with workspace.store.reading() as look:
        assert [tuple(row) for row in look.connection.execute(select(t.person.c.name, t.person.c.phone))] == [
            ("Ann", "070-1")
        ]


def test_payloads_of_a_frame_are_those_of_its_rows() -> None:
    """What a row is compared by is the same text, worked out row by row or column by column."""
    rows = [
        {"row": 2, "key": "a", "place": "Torget å", "lat": 59.0, "adults": 1, "date": date(2026, 9, 18)},
        {"row": 3, "key": "b", "place": None, "lat": float("nan"), "adults": True, "date": None},
        {"row": 4, "key": "c", "place": "", "lat": 1.5, "adults": 1.0, "date": "2026-09-18"},
    ]
    frame = pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=object) for name in rows[0]})
    assert payloads(frame) == [payload(row) for row in records(frame)]
    assert payloads(frame)[2] == '{"adults":1.0,"date":"2026-09-18","lat":1.5}'


def test_names_of_people_stay_in_their_room(workspace: Workspace) -> None:
    """Persons of a roster are in the people room, signed up for their series, and in no other table, log or payload."""
    bring(workspace, "places", square())
    said = {"persons": "Zebulon Testperson;Anna", "phones": "070-1740605;", "routine_on": date(2026, 9, 1)}
    done = bring(workspace, "roster", walk(**said), walk(key="w2", place="Later", **said))
    with workspace.store.reading() as look:
        people = look.frame("person")
        series = look.frame("sign_up")["series_id"]
        waits = look.frame("import_row").query("state == 'needs_place'")["id"].tolist()
        dump = "\n".join(_dump(look.connection, skip=("person", "sign_up")))
    assert sorted(people["name"]) == ["Anna", "Zebulon Testperson"]
    assert set(series) == {*workspace.store.frame("schedule")["id"], *waits}
    assert "Zebulon" not in dump
    assert "1740605" not in dump
    unplaced_rows.place_waiting(workspace, COORDINATOR, waits[0], lat=LAT, lon=LON)
    assert set(workspace.store.frame("sign_up")["series_id"]) == set(workspace.store.frame("schedule")["id"])
    assert done.act_id is not None


def test_undoing_an_import_takes_its_people_out(workspace: Workspace) -> None:
    """People that came with an import leave with it."""
    bring(workspace, "places", square())
    done = bring(workspace, "roster", walk(persons="Anna"))
    assert done.act_id is not None
    history.undo(workspace, COORDINATOR, done.act_id)
    assert workspace.store.frame("person").empty
    assert workspace.store.frame("sign_up").empty


def test_lines_that_differ_in_people_are_one_shift(workspace: Workspace) -> None:
    """Two lines of one adult each, told apart by a numbered key, are a team of two."""
    bring(workspace, "places", square())
    bring(workspace, "roster", walk(adults=1.0, persons="Anna"), walk(key="w1#2", adults=1.0, persons="Bo"))
    tables = load_tables(workspace.store, FRIDAY, FRIDAY, FRIDAY)
    assert len(set(tables.presences["shift_id"])) == 1
    assert tables.presences["adults"].sum() == 2
    assert list(tables.presences["min_adults"]) == [2.0, 2.0]


def _dump(connection: Any, skip: tuple[str, ...]) -> Iterator[str]:
    names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
    for name in names:
        if name not in skip:
            yield from (str(tuple(row)) for row in connection.execute(text(f'SELECT * FROM "{name}"')))
