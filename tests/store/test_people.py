"""The people room: what is written there, what leaves it, and what survives erasure."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert

from karta.store import erasing, people
from karta.store.acts import Act
from karta.store.database import Store
from karta.store.engine import FILE
from karta.store.schema import people as t

NAME = "Zebulon Testperson"
NOW = datetime(2026, 9, 19, 12, tzinfo=UTC)


@pytest.fixture
def org(store: Store) -> str:
    """An organisation."""
    with store.act("coordinator", "add") as act:
        return act.insert("organisation", [{"name": "Night walkers"}])[0]


def series(act: Act) -> str:
    """Store a series of shifts at a place and return its id."""
    place = act.insert("place", [{"name": "Square"}])[0]
    schedule = act.insert("schedule", [{"byday": "FR", "start": "20:00", "end": "23:00"}])[0]
    act.insert("shift", [{"schedule_id": schedule, "place_id": place}])
    return schedule


def sign_up(act: Act, person_id: str, series_id: str, original_start: str | None = None) -> None:
    """Put a person on an occurrence of a series, or on the whole series."""
    row = {
        "id": act.reserve(1)[0],
        "person_id": person_id,
        "series_id": series_id,
        "original_start": original_start,
    }
    act.connection.execute(insert(t.sign_up).values(**row, recorded_at=act.at, act_id=act.id))
    act.touched = True


def test_a_person_is_entered_once(store: Store, org: str) -> None:
    """The same name is the same person, unless two phones tell them apart."""
    with store.act("organiser", "people") as act:
        first = people.add(act, org, NAME, phone="1", declared_adult=True)
        assert people.add(act, org, NAME) == first
        assert people.add(act, org, NAME, phone="1") == first
        assert people.add(act, org, NAME, phone="2") != first
    with store.reading() as look:
        assert [row["phone"] for row in people.listed(look.connection, org)] == ["1", "2"]
        assert people.listed(look.connection, "another organisation") == []


def test_people_leave_no_trace_in_the_log(store: Store, org: str) -> None:
    """An act that writes people alone is listed, moves the revision, and logs no change."""
    with store.act("organiser", "people") as act:
        people.add(act, org, NAME, phone="070-1740605")
    changes = store.frame("change")
    assert list(store.acts()["verb"]) == ["people", "add"]
    assert set(changes["table_name"]) == {"organisation"}
    assert not changes["after"].str.contains("Zebulon").any()


def test_erasing_a_person_keeps_counts_without_a_name(store: Store, org: str) -> None:
    """Two past shifts in September and one in August stay as counts; the name, phone and sign-ups are gone."""
    with store.act("organiser", "people") as act:
        person = people.add(act, org, NAME, phone="070-1740605")
        own = series(act)
        for start in ("2026-08-28T20:00", "2026-09-04T20:00", "2026-09-11T20:00", "2027-01-01T20:00"):
            sign_up(act, person, own, start)
    with store.act("organiser", "erase") as act:
        erasing.erase(act, [person], NOW)
    assert store.frame("person").empty
    assert store.frame("sign_up").empty
    counts = store.frame("person_month_count")
    assert sorted(zip(counts["month"], counts["shifts"], strict=True)) == [("2026-08", 1), ("2026-09", 2)]
    assert set(counts["person_id"]) == {None}
    assert set(counts["place_id"]) == set(store.frame("place")["id"])


def test_undoing_an_act_takes_its_people_out_but_nobody_elses(store: Store, org: str) -> None:
    """A person that a later act signed up again stays; the others of the act go."""
    with store.act("organiser", "plan") as plan:
        own = series(plan)
    with store.act("organiser", "people") as first:
        stays, goes = people.add(first, org, "Stays"), people.add(first, org, "Goes")
        for person in (stays, goes):
            sign_up(first, person, own)
    with store.act("organiser", "people") as second:
        sign_up(second, stays, own, "2026-09-18T20:00")
    store.undo(first.id, "organiser")
    assert list(store.frame("person")["name"]) == ["Stays"]
    assert list(store.frame("sign_up")["original_start"]) == ["2026-09-18T20:00"]


def test_the_workspace_file_is_its_owners_alone(sqlite_store: Store, tmp_path: Path) -> None:
    """Other users of the machine cannot read the file with the names."""
    assert (tmp_path / "workspace" / FILE).stat().st_mode & 0o077 == 0
    assert sqlite_store.revision() == 0
