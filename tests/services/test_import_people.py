"""A roster that comes again with other people: a change like any other, told without names to who may not see them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import select

from karta.model.rows import ROWS
from karta.privacy import Viewer
from karta.services import register
from karta.services.changes import ChangeSet, payload, payloads
from karta.services.crews import MARK
from karta.services.matching import records
from karta.services.workspace import Workspace, create
from karta.sources.intake import Intake, frame_of
from karta.store.schema import people as t

NOON = datetime(2026, 9, 18, 10, 0, tzinfo=UTC)
COORDINATOR = Viewer(function="coordinator", role="coordinator")
POLICE = Viewer(function="police", role="police")
OTHERS = Viewer(function="organiser", role="organiser", organisation="Football club")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """An empty workspace."""
    opened = create(tmp_path / "workspace", now=lambda: NOON)
    yield opened
    opened.store.close()


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


def accept(workspace: Workspace, intake: Intake) -> tuple[ChangeSet, register.Applied]:
    """Preview and accept as the coordinator."""
    found = register.preview(workspace, COORDINATOR, intake)
    return found, register.apply(workspace, COORDINATOR, found)


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
    again = register.preview(workspace, COORDINATOR, lines(("Ann", "070-1"), ("Cilla", "070-2")))
    assert (again.rows_stored, again.rows_duplicate) == (0, 2)
    assert applied.act_id is not None
    register.undo(workspace, COORDINATOR, applied.act_id)
    assert on_shifts(workspace) == [("Ann", "070-1"), ("Bo", "070-2")]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (("Ann", "070-1"), ("Ann", "070-2"), [(2, "phones", "070-1", "070-2")]),
        (("Ann", None), ("Ann", "070-2"), [(2, "phones", None, "070-2")]),
        (("Ann;Bo", None), ("Ann", None), [(2, "persons", "Bo", None)]),
        ((None, None), ("Ann", None), [(2, "persons", None, "Ann")]),
        (("Ann", "070-1"), (None, None), [(2, "persons", "Ann", None)]),
    ],
)
def test_every_change_of_people_is_seen_once(
    workspace: Workspace,
    before: tuple[str | None, str | None],
    after: tuple[str | None, str | None],
    told: list[tuple[Any, ...]],
) -> None:
    """A phone, a name more or a name less is exactly one change, and none the next time."""
    accept(workspace, lines(before))
    found, _ = accept(workspace, lines(after))
    shown = [tuple(None if cell in ("", None) else cell for cell in row) for row in cells(found)]
    assert shown == told
    assert register.preview(workspace, COORDINATOR, lines(after)).is_empty


@pytest.mark.parametrize("viewer", [POLICE, OTHERS])
def test_who_may_not_see_names_sees_a_mark(workspace: Workspace, viewer: Viewer) -> None:
    """The preview tells that the people differ, to others than the organisation and the coordinator without a name."""
    accept(workspace, lines(("Ann", None)))
    found = register.preview(workspace, viewer, lines(("Bo", None)))
    assert cells(found) == [(2, "persons", MARK, MARK)]
    assert found.rows_stored == 1


def test_a_file_without_names_takes_nobody_off(workspace: Workspace) -> None:
    """A file that has no column of names changes nothing in the people room."""
    accept(workspace, lines(("Ann", None)))
    silent = replace(lines((None, None)), notes={"columns": {"plats": "place"}})
    assert register.preview(workspace, COORDINATOR, silent).is_empty


def test_people_of_one_shift_on_several_lines_change_on_their_own_line(workspace: Workspace) -> None:
    """Lines of one shift share its people: one name more is a change of its line, the others stay the same."""

    def shared(*names: str) -> Intake:
        one = lines(*((name, None) for name in names))
        keys = ["shift", *(f"shift#{n}" for n in range(2, len(names) + 1))]
        return replace(one, rows=one.rows.assign(key=keys, date=date(2026, 9, 18)))

    accept(workspace, shared("Ann", "Bo"))
    assert register.preview(workspace, COORDINATOR, shared("Ann", "Bo")).is_empty
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
