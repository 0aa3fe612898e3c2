"""The open side holds nothing that was not published: canaries in all that is stored, and bytes that stay as they are.

Every table that the open side does not read gets a row with a canary in each of its texts, whichever tables there are;
those that it reads get rows that are not published, and canaries in what is not shown of those that are.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Boolean, Date, Float, Integer, LargeBinary, Table, Text, create_engine, text

from karta.services.access import light_languages
from karta.services.rosters import looking_for_adults, poster_contact
from karta.services.workspace import create
from karta.store.engine import FILE
from karta.store.schema.columns import METADATA, Instant, Wkb
from karta.web import volunteer
from tests.web import open_town
from tests.web.client import ask
from tests.web.open_town import LOCAL, NOW, TODAY, OpenTown

CANARY = "KANARIEFÅGEL"
# What the open side reads, and what keeps the store itself going.
READ = {
    "access_hours", "activity", "area", "calendar_day", "calendar_row", "organisation", "place", "schedule",
    "schedule_exception", "setting",
}  # fmt: skip
OWN = {"act", "alembic_version", "change", "chore", "meta", "blob", "layer"}
HOME, STATISTICS = "/light/ikvall", "/light/statistik"
JOIN = (
    "/light/varmed",
    "/light/varmed?omrade=V%C3%A4stra",
    "/light/varmed?sprak=so",
    f"/light/varmed?tid={CANARY[:3]}",
)
QUERIES = (
    "", "?alder=13", "?gratis=1", "?dropin=1", "?tjejer=1", "?anpassat=1", "?sprak=so", "?lang=en", "?lang=ar",
    f"?nara={CANARY[:3]}", ".json", ".geojson",
)  # fmt: skip


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OpenTown:
    """Give the town, open and served, with one activity and one door that are published."""
    made = open_town.make(tmp_path / "own")
    monkeypatch.setenv("KARTA_WORKSPACE", str(made.workspace.folder))
    monkeypatch.setattr(volunteer, "_opened", lambda _: volunteer._Opened(made.workspace))
    made.open_up(contact="fritid")
    made.share("Klubben")
    version = light_languages.reviews(made.workspace)["ar"].version
    light_languages.set_reviewer(made.workspace, LOCAL, "ar", "tolk", version=version)
    made.activity("Klubben", "Gården", "Pingis", public_yes="shown", free=True, age_from=10, languages="so")
    made.opens("Skolan")
    made.seek("Klubben")
    return made


def answers() -> dict[str, bytes]:
    """Return every public answer of the open side, by its address."""
    addresses = [*(HOME + query for query in QUERIES), *JOIN, STATISTICS]
    return {address.removeprefix(HOME): ask(address).body for address in addresses}


def value(kind: Any) -> Any:
    """Return a value of a column's type: a canary wherever it can hold one."""
    if isinstance(kind, Instant):
        return NOW
    if isinstance(kind, Date):
        return TODAY
    if isinstance(kind, Wkb | LargeBinary):
        return CANARY.encode()
    if isinstance(kind, Boolean):
        return True
    return 7 if isinstance(kind, Integer | Float) else CANARY


def others() -> Iterator[Table]:
    """Give every table that the open side has nothing to do with."""
    return (table for name, table in METADATA.tables.items() if name not in READ | OWN)


def fill(folder: Path) -> set[str]:
    """Put a row of canaries into every other table, with no key that holds; return which tables have one in a text."""
    with create_engine(f"sqlite:///{folder / FILE}").begin() as connection:
        connection.execute(text("PRAGMA foreign_keys=OFF"))
        for table in others():
            row = {
                column.name: None if column.name == "superseded_at" else value(column.type)
                for column in table.columns
            }
            connection.execute(table.insert(), [row])
        return {
            table.name
            for table in others()
            for column in table.columns
            if isinstance(column.type, Text)
            and connection.execute(
                text(f'SELECT count(*) FROM "{table.name}" WHERE "{column.name}"=:word'), {"word": CANARY}
            ).scalar_one()
        }


def add_unpublished(town: OpenTown) -> None:
    """Store what is read and not published, and canaries beside what is."""
    word = {"source": CANARY, "licence": CANARY, "verified_by": CANARY, "municipality": CANARY}
    with town.workspace.store.act("test", "import") as act:
        act.insert("area", [{"name": CANARY, "code": CANARY}])
        act.insert("setting", [{"key": "anything", "value": CANARY}])
        act.insert("calendar_row", [{"date": TODAY, "kind": "risk_evening", "name": CANARY}])
        org = {"name": CANARY, "session_sharing": "authorities", "admitted_on": TODAY, "admitted_by": CANARY}
        town.orgs[CANARY] = act.insert("organisation", [org])[0]
        place = {"name": CANARY, "address": CANARY, "kind": "square", "opening_hours": CANARY}
        town.places[CANARY] = act.insert("place", [place])[0]
        act.update("organisation", town.orgs["Klubben"], None, {
            "does": CANARY, "does_not": CANARY, "umbrella": CANARY, "acted_for_how": CANARY, "admitted_by": CANARY,
            **word,
        })  # fmt: skip
        act.update("place", town.places["Skolan"], None, {
            "priority_reason": CANARY, "priority_decided_by": CANARY, "opening_hours": CANARY, **word,
        })  # fmt: skip
        (shown,) = act.rows("activity", "place_id", [town.places["Gården"]])
        act.update("activity", shown["id"], None, {"paired_with": CANARY, **word})
        act.insert("schedule_exception", [{
            "schedule_id": shown["schedule_id"], "original_start": "2026-09-17T17:00", "what": "cancelled",
            "notice": CANARY,
        }])  # fmt: skip
    town.opens(CANARY, shown=False)
    with town.workspace.store.act("test", "set") as act:
        # One that has a way in and no yes; one with a yes that is not admitted; one with a yes and no way in.
        gone = act.insert("organisation", [{"name": f"{CANARY} ej godkänd"}])[0]
        ways = [poster_contact.setting_key(org) for org in (town.orgs[CANARY], gone)]
        yes = [looking_for_adults.key(org) for org in (gone, town.orgs["Kyrkan"])]
        said = '{"areas": [], "languages": [], "parts": []}'
        rows = [*((key, f"{CANARY}@x.exempel") for key in ways), *((key, said) for key in yes)]
        act.insert("setting", [{"key": key, "value": value} for key, value in rows])
    town.activity(CANARY, CANARY, CANARY, public_yes="shown", languages=CANARY, accessibility=CANARY)
    town.activity("Klubben", "Gården", f"{CANARY} utan ja", accessibility=CANARY, languages="uk")
    town.activity("Klubben", "Hallen", f"{CANARY} för tjejer", girls=True, public_yes="shown")
    town.activity("Klubben", "Gården", f"{CANARY} i morgon", public_yes="shown", day=date(2026, 9, 17))


def test_no_public_answer_holds_what_was_not_published(town: OpenTown) -> None:
    """All answers are byte for byte what they were before anything unpublished was there; and hold no canary."""
    before = answers()
    add_unpublished(town)
    town.workspace.store.close()
    filled = fill(town.workspace.folder)
    assert len(filled) > 30
    assert {
        "need_rule",
        "shift",
        "request",
        "contact_function",
        "visit",
        "person",
        "visit_terms",
        "notice",
    } <= filled
    after = answers()
    assert not [query for query, body in after.items() if CANARY.encode() in body]
    assert after == before
    assert b"Pingis" in after[""]
    assert b"Skolan" in after[""]
    assert all(b"Klubben" in after[address] for address in JOIN[:3])
    assert not any(b"Kyrkan" in after[address] for address in JOIN)


def test_a_thousand_shifts_needs_and_visits_change_no_byte(town: OpenTown) -> None:
    """Held tonight at the very places that are listed, by the very organisation: every answer is the same."""
    before = answers()
    place, org, count = town.places["Gården"], town.orgs["Klubben"], 1_000
    with town.workspace.store.act("test", "import") as act:
        times = {"date": TODAY, "start": "17:00", "end": "20:00"}
        schedules = act.insert("schedule", [times] * count)
        shifts = act.insert("shift", [{"schedule_id": row, "place_id": place} for row in schedules])
        party = {"organisation_id": org, "adults": 2.0, "sharing": "public"}
        act.insert("shift_party", [{"shift_id": row, **party} for row in shifts])
        need = {"place_id": place, "start": "17:00", "end": "20:00", "adults": 3.0, "sharing": "public"}
        act.insert("need_rule", [need] * count)
    visit = {
        "place_id": place,
        "date": TODAY,
        "start": "17:00",
        "end": "20:00",
        "officer_id": None,
        "along_id": None,
    }
    table = METADATA.tables["visit"]
    row = {column.name: value(column.type) for column in table.columns} | visit
    with create_engine(f"sqlite:///{town.workspace.folder / FILE}").begin() as connection:
        connection.execute(table.insert(), [{**row, "id": f"v{number}"} for number in range(count)])
    assert answers() == before


def test_an_hour_later_it_is_another_evening(town: OpenTown, monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison can tell answers apart: at 20:30 the activity is over."""
    before = answers()
    later = create(town.workspace.folder, now=lambda: datetime(2026, 9, 16, 18, 30, tzinfo=UTC))
    monkeypatch.setattr(volunteer, "_opened", lambda _: volunteer._Opened(later))
    after = answers()
    assert all(after[query] != before[query] for query in ("", ".json", ".geojson"))
    assert b"Pingis" not in after[""]
