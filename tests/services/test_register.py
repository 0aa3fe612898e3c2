"""Importing into the register: nothing twice, nothing lost, everything undone."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from sqlalchemy import text

from karta.errors import ConflictError, InputError, Issue, NotAllowedError, NotFoundError
from karta.model.rows import ROWS
from karta.privacy import Viewer
from karta.services import register
from karta.services.matching import TABLE
from karta.services.workspace import Workspace, create, is_empty, set_setting
from karta.sources.intake import Intake, frame_of
from karta.store.records import load_tables

NOON = datetime(2026, 9, 18, 10, 0, tzinfo=UTC)
FRIDAY = date(2026, 9, 18)
COORDINATOR = Viewer(function="coordinator", role="coordinator")
ORGANISER = Viewer(function="organiser", role="organiser", organisation="Night walkers")
PUBLIC = Viewer(function="anyone", role="public")
# In Stockholm: a square, and a point 20 m beside it.
SQUARE = shapely.Point(674000, 6580800)
LAT, LON = 59.3293, 18.0583


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """An empty workspace whose clock says noon of Friday 18 September 2026."""
    opened = create(tmp_path / "workspace", now=lambda: NOON)
    yield opened
    opened.store.close()


def intake(
    kind: str, *rows: dict[str, Any], source: str = "list.csv", issues: list[Issue] | None = None
) -> Intake:
    """Return what a reader would hand in: rows numbered from 2, keys from what they say unless given."""
    full = [{"row": n, "key": str(row), **row} for n, row in enumerate(rows, start=2)]
    bad = {issue.row for issue in issues or []} - {row["row"] for row in full}
    return Intake(kind, frame_of(full, ROWS[kind]), issues or [], len(full) + len(bad), source)


def bring(workspace: Workspace, kind: str, *rows: dict[str, Any], **about: Any) -> register.Applied:
    """Preview and accept rows."""
    changes = register.preview(workspace, COORDINATOR, intake(kind, *rows, **about))
    return register.apply(workspace, COORDINATOR, changes)


def walk(**said: Any) -> dict[str, Any]:
    """Return a roster row: night walkers on the Friday from 20 to 23 on the square."""
    row = {
        "place": "Square",
        "org": "Night walkers",
        "date": FRIDAY,
        "start": "20:00",
        "end": "23:00",
        "adults": 2.0,
    }
    return {"key": "w1", **row, **said}


def square(**said: Any) -> dict[str, Any]:
    """Return a row of places: the square."""
    return {"key": "p1", "name": "Square", "kind": "square", "geometry": SQUARE, **said}


def everything(workspace: Workspace) -> dict[str, pd.DataFrame]:
    """Return all tables that an import can write."""
    names = [
        *TABLE.values(),
        "schedule",
        "shift",
        "shift_stop",
        "area_population",
        "external_id",
        "import_row",
        "setting",
    ]
    return {name: workspace.store.frame(name, include_superseded=True) for name in names}


def test_the_same_file_again_changes_nothing(workspace: Workspace) -> None:
    """A second import finds every row again: no new, no changed, no act."""
    first = bring(workspace, "roster", walk(lat=LAT, lon=LON), walk(key="w2", date=None, byday="SA"))
    revision = workspace.store.revision()
    again = register.preview(
        workspace,
        COORDINATOR,
        intake("roster", walk(lat=LAT, lon=LON), walk(key="w2", date=None, byday="SA")),
    )
    assert first.counts["rows_stored"] == 2
    assert again.counts == {
        "rows_read": 2,
        "rows_stored": 0,
        "rows_duplicate": 2,
        "rows_rejected": 0,
        "rows_pending": 0,
    }
    assert register.apply(workspace, COORDINATOR, again).act_id is None
    assert workspace.store.revision() == revision
    assert len(again.gone) == 0


def test_a_changed_cell_is_one_change(workspace: Workspace) -> None:
    """Another number of adults shows as one change with old and new value, and changes that alone."""
    bring(workspace, "places", square())
    bring(workspace, "roster", walk(), walk(key="w2", start="21:00"))
    changed = register.preview(
        workspace, COORDINATOR, intake("roster", walk(adults=4.0), walk(key="w2", start="21:00"))
    )
    assert changed.changed[["key", "column", "old", "new"]].to_numpy().tolist() == [
        ["w1", "adults", 2.0, 4.0]
    ]
    assert (changed.rows_stored, changed.rows_duplicate) == (1, 1)
    register.apply(workspace, COORDINATOR, changed)
    assert list(workspace.store.frame("shift_party")["adults"]) == [4.0, 2.0]
    assert len(workspace.store.frame("shift")) == 2


def test_a_moved_time_changes_the_schedule_of_its_series(workspace: Workspace) -> None:
    """A shift moved to another hour keeps its series, so that what hangs on it still does."""
    bring(workspace, "places", square())
    bring(workspace, "roster", walk())
    series = workspace.store.frame("schedule")["id"][0]
    bring(workspace, "roster", walk(start="19:00", stops="Square@19:10-19:30"))
    schedules = workspace.store.frame("schedule")
    assert schedules[["id", "start"]].to_numpy().tolist() == [[series, "19:00"]]
    assert list(workspace.store.frame("shift_stop")["start"]) == ["19:10"]


def test_rows_that_are_gone_are_shown_and_dropped_on_request(workspace: Workspace) -> None:
    """A row missing from the same source is listed, left alone by default, and taken out when asked."""
    bring(workspace, "places", square())
    bring(workspace, "roster", walk(), walk(key="w2"))
    fewer = register.preview(workspace, COORDINATOR, intake("roster", walk()))
    assert list(fewer.gone["key"]) == ["w2"]
    register.apply(workspace, COORDINATOR, fewer)
    assert len(workspace.store.frame("shift_party")) == 2
    register.apply(workspace, COORDINATOR, fewer, drop_gone=True)
    assert len(workspace.store.frame("shift_party")) == 1
    other = register.preview(workspace, COORDINATOR, intake("roster", source="another.csv"))
    assert other.gone.empty


def test_undo_restores_exactly_what_was(workspace: Workspace) -> None:
    """After undoing an import that created, changed and adopted, every table is as it was before."""
    bring(workspace, "places", square())
    bring(workspace, "organisations", {"key": "o1", "name": "Night walkers", "admitted_on": FRIDAY})
    bring(workspace, "roster", walk())
    before = everything(workspace)
    done = bring(
        workspace,
        "roster",
        walk(adults=5.0, start="18:00"),
        walk(key="w2", place="Park", lat=LAT, lon=LON, org="Scouts"),
    )
    assert done.act_id is not None
    register.undo(workspace, COORDINATOR, done.act_id)
    for name, frame in everything(workspace).items():
        assert_frame_equal(frame, before[name], obj=name)


def test_a_place_with_coordinates_is_made_and_its_need_is_undecided(workspace: Workspace) -> None:
    """Rows with a name and coordinates make one place of kind other; a row of that name alone finds it."""
    rows = [walk(key="w0"), walk(lat=LAT, lon=LON), walk(key="w2", lat=LAT, lon=LON, start="21:00")]
    shown = register.preview(workspace, COORDINATOR, intake("roster", *rows))
    assert shown.new_places == ["Square"]
    register.apply(workspace, COORDINATOR, shown)
    places = register.places(workspace, COORDINATOR)
    assert places[["name", "kind"]].to_numpy().tolist() == [["Square", "other"]]
    assert places["lat"][0] == pytest.approx(LAT, abs=1e-6)
    tables = load_tables(workspace.store, FRIDAY, FRIDAY, FRIDAY)
    assert len(tables.presences) == 3
    assert set(tables.reach["place_id"]) == set(places["id"])
    assert tables.needs.empty


@pytest.mark.parametrize(
    ("said", "binds"),
    [
        ({"place": "square"}, True),
        ({"place": " SQUARE  "}, True),
        ({"place_key": "p1", "place": "another word"}, True),
        ({"lat": 59.32930, "lon": 18.05840}, True),
        ({"lat": 59.40000, "lon": 18.05840}, False),
        ({"place": "Squares"}, False),
        ({"place": ""}, False),
    ],
)
def test_a_row_is_bound_by_key_nearness_or_exact_name(
    workspace: Workspace, said: dict[str, Any], binds: bool
) -> None:
    """Capitals and spaces do not matter, likeness does not bind, and 30 m do."""
    here = shapely.Point(*_metres(18.0583, 59.3293))
    bring(workspace, "places", square(geometry=here))
    bring(workspace, "roster", walk(**said))
    place = workspace.store.frame("place")["id"][0]
    bound = workspace.store.frame("shift")["place_id"].tolist() == [place]
    assert bound is binds


def test_two_places_of_a_name_bind_nobody(workspace: Workspace) -> None:
    """A name that two places have is no place: the row waits."""
    far = shapely.Point(SQUARE.x + 5000, SQUARE.y)
    bring(workspace, "places", square(), square(key="p2", geometry=far))
    bring(workspace, "roster", walk())
    assert list(register.waiting(workspace, COORDINATOR)["place"]) == ["Square"]


def test_a_row_without_its_place_waits_and_counts_nowhere(workspace: Workspace) -> None:
    """Stored, listed, in no table; once on the map it and its namesakes count, and importing again is quiet."""
    rows = (walk(), walk(key="w2", start="21:00"), walk(key="w3", place="Elsewhere"))
    applied = bring(workspace, "roster", *rows)
    assert applied.counts["rows_stored"] == 3
    assert load_tables(workspace.store, FRIDAY, FRIDAY, FRIDAY).presences.empty
    queue = register.waiting(workspace, COORDINATOR)
    assert list(queue["place"]) == ["Square", "Square", "Elsewhere"]
    assert register.place_waiting(workspace, COORDINATOR, queue["id"][0], lat=LAT, lon=LON) == 2
    assert list(register.waiting(workspace, COORDINATOR)["place"]) == ["Elsewhere"]
    assert len(load_tables(workspace.store, FRIDAY, FRIDAY, FRIDAY).presences) == 2
    assert list(workspace.store.frame("place")["name"]) == ["Square"]
    again = register.preview(workspace, COORDINATOR, intake("roster", *rows))
    assert (again.rows_stored, again.rows_duplicate) == (0, 3)


def test_a_waiting_row_finds_its_place_when_the_place_comes(workspace: Workspace) -> None:
    """Importing the roster again after its places have come stores what waited."""
    bring(workspace, "roster", walk())
    bring(workspace, "places", square())
    assert bring(workspace, "roster", walk()).counts["rows_stored"] == 1
    assert register.waiting(workspace, COORDINATOR).empty
    assert len(workspace.store.frame("shift")) == 1


def test_a_place_without_a_point_waits_itself(workspace: Workspace) -> None:
    """A place row without geometry is put on the map, and the roster rows of its name with it."""
    bring(workspace, "places", square(geometry=None))
    bring(workspace, "roster", walk())
    queue = register.waiting(workspace, COORDINATOR)
    assert list(queue["kind"]) == ["places", "roster"]
    assert register.place_waiting(workspace, COORDINATOR, queue["id"][0], lat=LAT, lon=LON) == 2
    places = workspace.store.frame("place")
    assert places[["name", "kind"]].to_numpy().tolist() == [["Square", "square"]]
    assert list(workspace.store.frame("shift")["place_id"]) == list(places["id"])


def test_placing_needs_a_point_or_a_place_and_a_row_that_waits(workspace: Workspace) -> None:
    """Errors name what is missing, and nothing is written."""
    bring(workspace, "roster", walk())
    row = register.waiting(workspace, COORDINATOR)["id"][0]
    with pytest.raises(InputError, match="point_or_place"):
        register.place_waiting(workspace, COORDINATOR, row)
    with pytest.raises(NotFoundError, match="waiting_missing"):
        register.place_waiting(workspace, COORDINATOR, "nothing", lat=LAT, lon=LON)
    with pytest.raises(NotFoundError, match="place_missing"):
        register.place_waiting(workspace, COORDINATOR, row, place_id="nowhere")


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
    register.place_waiting(workspace, COORDINATOR, waits[0], lat=LAT, lon=LON)
    assert set(workspace.store.frame("sign_up")["series_id"]) == set(workspace.store.frame("schedule")["id"])
    assert done.act_id is not None


def test_undoing_an_import_takes_its_people_out(workspace: Workspace) -> None:
    """People that came with an import leave with it."""
    bring(workspace, "places", square())
    done = bring(workspace, "roster", walk(persons="Anna"))
    assert done.act_id is not None
    register.undo(workspace, COORDINATOR, done.act_id)
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


def test_organisations_are_found_by_name_and_admitted_by_the_coordinator(workspace: Workspace) -> None:
    """A roster's new organisation counts when the coordinator brings it, waits when others do; a list fills it in."""
    bring(workspace, "places", square())
    bring(workspace, "roster", walk())
    theirs = register.preview(workspace, ORGANISER, intake("roster", walk(key="w2", org="Scouts")))
    assert theirs.new_organisations == ["Scouts"]
    register.apply(workspace, ORGANISER, theirs)
    bring(
        workspace,
        "organisations",
        {"key": "o1", "name": "night  WALKERS", "sector": "civil_society", "umbrella": "All"},
    )
    orgs = workspace.store.frame("organisation").set_index("name")
    assert orgs["admitted_on"].to_dict() == {"night  WALKERS": FRIDAY, "Scouts": None}
    assert orgs["umbrella"]["night  WALKERS"] == "All"
    assert list(load_tables(workspace.store, FRIDAY, FRIDAY, FRIDAY).presences["admitted"]) == [True, False]
    register.admit(workspace, COORDINATOR, "scouts")
    assert all(load_tables(workspace.store, FRIDAY, FRIDAY, FRIDAY).presences["admitted"])


def test_rejected_and_pending_rows_are_counted_and_not_stored(workspace: Workspace) -> None:
    """read = stored + duplicate + rejected + pending, also with faults, questions and repeated rows."""
    issues = [
        Issue(3, "start", "time_bad"),
        Issue(4, None, "same_key_differs", "question"),
        Issue(9, None, "row_duplicate", "note"),
    ]
    file = intake("roster", walk(), walk(key="w2"), walk(key="w3"), issues=issues)
    counts = register.preview(workspace, COORDINATOR, file).counts
    assert counts == {
        "rows_read": 4,
        "rows_stored": 1,
        "rows_duplicate": 1,
        "rows_rejected": 1,
        "rows_pending": 1,
    }


def test_an_outdated_preview_is_not_applied(workspace: Workspace) -> None:
    """When the register has changed so that a file would do something else, accepting stores nothing."""
    shown = register.preview(workspace, COORDINATOR, intake("roster", walk()))
    bring(workspace, "roster", walk())
    with pytest.raises(ConflictError, match="preview_outdated"):
        register.apply(workspace, COORDINATOR, shown)
    assert len(workspace.store.acts()) == 1


def test_reports_find_their_shift(workspace: Workspace) -> None:
    """By the key of the series, or by organisation, place and date; one that fits no shift is an issue on its row."""
    bring(workspace, "places", square())
    bring(
        workspace,
        "roster",
        walk(date=None, byday="FR"),
        walk(key="w2", org="Scouts", start="22:00", end="01:00"),
    )
    done = {"outcome": "carried_out", "adults": 2.0, "date": FRIDAY}
    file = intake(
        "reports",
        {"key": "r1", "series": "w1", **done, "met": "1-10"},
        {"key": "r2", "place": "Square", "org": "Scouts", **done, "start": "22:30"},
        {"key": "r3", "place": "Square", "org": "Scouts", **done, "date": date(2026, 9, 19)},
    )
    shown = register.preview(workspace, COORDINATOR, file)
    assert [(i.row, i.code) for i in shown.issues] == [(4, "report_without_shift")]
    register.apply(workspace, COORDINATOR, shown)
    delivered = load_tables(workspace.store, FRIDAY, FRIDAY, FRIDAY).delivered
    assert delivered is not None
    assert delivered[["start_local", "end_local"]].to_numpy().tolist() == [
        ["2026-09-18T20:00", "2026-09-18T23:00"],
        ["2026-09-18T22:30", "2026-09-19T01:00"],
    ]


def test_a_replaced_occurrence_is_left_out_of_its_series(workspace: Workspace) -> None:
    """A moved shift of the same file names its series by key, and the series skips that date."""
    bring(workspace, "places", square())
    moved = walk(key="w2", date=date(2026, 9, 19), replaces="w1", original_date=FRIDAY)
    bring(workspace, "roster", walk(date=None, byday="FR"), moved)
    assert list(load_tables(workspace.store, FRIDAY, FRIDAY, FRIDAY).presences["exdates"]) == [
        "2026-09-18",
        None,
    ]


def test_every_kind_of_row_finds_its_table(workspace: Workspace) -> None:
    """One row of each kind is stored, and the tables of the method hold it."""
    bring(workspace, "places", square(external_ids="register=17", parent_key=None))
    bring(
        workspace,
        "areas",
        {"key": "a", "name": "Centre", "geometry": SQUARE.buffer(500), "population": "2025:10-19=120"},
    )
    bring(workspace, "organisations", {"key": "o", "name": "Club", "types": "sports_club"})
    bring(
        workspace, "access", {"key": "h", "place": "Square", "days": "all", "start": "08:00", "end": "22:00"}
    )
    bring(
        workspace,
        "sessions",
        {"key": "s", "place": "Square", "byday": "FR", "start": "17:00", "end": "19:00", "org": "Club"},
    )
    bring(workspace, "roster", walk())
    bring(
        workspace, "needs", {"key": "n", "place": "Square", "start": "18:00", "end": "22:00", "adults": 2.0}
    )
    bring(
        workspace,
        "sources",
        {"key": "e", "place": "Square", "org": "Club", "status": "known", "confirmed_on": FRIDAY},
    )
    bring(
        workspace,
        "calendar",
        {"key": "c", "date": date(2026, 8, 17), "date_to": date(2026, 12, 18), "kind": "term"},
    )
    bring(workspace, "reports", {"key": "r", "series": "w1", "date": FRIDAY, "outcome": "no_show"})
    tables = load_tables(workspace.store, FRIDAY, FRIDAY, FRIDAY)
    sizes = {
        name: len(getattr(tables, name))
        for name in ("places", "needs", "access", "sessions", "presences", "sources")
    }
    assert sizes == dict.fromkeys(sizes, 1)
    assert tables.needs[["state", "decided_by"]].to_numpy().tolist() == [["decided", "coordinator"]]
    assert tables.calendar["school_day"][0] is True
    assert tables.places["area_id"][0] == workspace.store.frame("area")["id"][0]
    assert workspace.store.frame("place")["access_known"][0]
    assert not is_empty(workspace)


def test_a_changed_rule_is_superseded_not_edited(workspace: Workspace) -> None:
    """A second import with another number replaces the rule; a third with the same file changes nothing."""
    bring(workspace, "places", square())
    rule = {"key": "n", "place": "Square", "start": "18:00", "end": "22:00"}
    bring(workspace, "needs", {**rule, "adults": 2.0})
    bring(workspace, "needs", {**rule, "adults": 4.0})
    assert list(workspace.store.frame("need_rule")["adults"]) == [4.0]
    assert list(workspace.store.frame("need_rule", include_superseded=True)["adults"]) == [2.0, 4.0]
    assert bring(workspace, "needs", {**rule, "adults": 4.0}).act_id is None


def test_demo_and_own_data_never_mix(workspace: Workspace) -> None:
    """What is marked as demo takes no town of one's own."""
    with workspace.store.act("coordinator", "demo") as act:
        act.insert("setting", [{"key": "origin", "value": "demo"}])
    with pytest.raises(ConflictError, match="demo_and_own"):
        bring(workspace, "places", square())
    assert is_empty(workspace)


def test_a_source_is_confirmed_by_name(workspace: Workspace) -> None:
    """Confirmed up to a day it is known through that service day and unknown after; others' names are refused."""
    bring(workspace, "places", square())
    bring(workspace, "roster", walk())
    assert register.confirm_source(workspace, COORDINATOR, "night walkers", "SQUARE", FRIDAY) == 1
    register.confirm_source(workspace, ORGANISER, "Night walkers", "Square", FRIDAY)
    sources = load_tables(workspace.store, FRIDAY, date(2026, 9, 19), FRIDAY).sources
    assert sources[["status", "from_local", "to_local"]].to_numpy().tolist() == [
        ["known", "2026-09-18T06:00", "2026-09-19T06:00"],
        ["unknown", "2026-09-19T06:00", "2026-09-20T06:00"],
    ]
    with pytest.raises(NotFoundError, match="no_such_organisation"):
        register.confirm_source(workspace, COORDINATOR, "Nobody", "Square", FRIDAY)
    with pytest.raises(NotFoundError, match="no_such_place"):
        register.confirm_source(workspace, COORDINATOR, "Night walkers", "Nowhere", FRIDAY)
    with pytest.raises(NotAllowedError):
        register.confirm_source(
            workspace, Viewer("x", "organiser", "Scouts"), "Night walkers", "Square", FRIDAY
        )


def test_a_list_of_sources_finds_what_was_confirmed_by_hand(workspace: Workspace) -> None:
    """A source that was confirmed before the list came is the list's own row, not a second one."""
    bring(workspace, "places", square())
    bring(workspace, "roster", walk())
    register.confirm_source(workspace, COORDINATOR, "Night walkers", "Square", FRIDAY)
    bring(workspace, "sources", {"key": "a", "place": "Square", "org": "Night walkers", "status": "unknown"})
    assert list(workspace.store.frame("expected_source")["status"]) == ["unknown"]


def test_the_public_may_not_write(workspace: Workspace) -> None:
    """Importing, undoing, placing and deciding are closed to the public."""
    file = intake("places", square())
    with pytest.raises(NotAllowedError):
        register.preview(workspace, PUBLIC, file)
    with pytest.raises(NotAllowedError):
        register.undo(workspace, PUBLIC, "any")
    with pytest.raises(NotAllowedError):
        register.place_waiting(workspace, PUBLIC, "any", lat=LAT, lon=LON)
    with pytest.raises(NotAllowedError):
        register.switch_on_default(workspace, PUBLIC, "square")


def test_places_at_the_same_point_are_suggested_not_merged(workspace: Workspace) -> None:
    """Two places at one point and two writings of a name are suggested; a ground and its part are not."""
    part = square(key="p3", name="Part", parent_key="p1")
    bring(workspace, "places", square(), square(key="p2", name="Market"), part)
    bring(
        workspace,
        "organisations",
        {"key": "a", "name": "IF Kamraterna"},
        {"key": "b", "name": "IF-kamraterna"},
    )
    found = register.merge_suggestions(workspace, COORDINATOR)
    pairs = found[["what", "name", "other_name"]].to_numpy().tolist()
    assert pairs == [
        ["place", "Square", "Market"],
        ["place", "Market", "Part"],
        ["organisation", "IF Kamraterna", "IF-kamraterna"],
    ]
    assert len(workspace.store.frame("place")) == 3


def test_the_price_of_a_default_is_the_methods(workspace: Workspace) -> None:
    """A square from 15 to 22 costs 98 adult-hours a week, its weekend nights 12; nothing is decided by switching on."""
    bring(
        workspace, "places", square(), square(key="p2", name="Hill", geometry=shapely.Point(674900, 6580800))
    )
    prices = {price.code: price for price in register.default_prices(workspace, COORDINATOR, "square")}
    assert prices["square_evening"].adult_hours == 98
    assert prices["square_evening"].visits == 28
    assert prices["weekend_night"].adult_hours == 12
    assert register.switch_on_default(workspace, COORDINATOR, "square", codes=["square_evening"]) == 2
    assert register.switch_on_default(workspace, COORDINATOR, "square", codes=["square_evening"]) == 0
    assert set(load_tables(workspace.store, FRIDAY, FRIDAY, FRIDAY).needs["state"]) == {"suggested"}


def test_deciding_replaces_a_suggestion_and_keeps_last_weeks_rule(workspace: Workspace) -> None:
    """A decided suggestion is decided by a function; a later one begins today, for half a year; the past stays."""
    bring(workspace, "places", square())
    register.switch_on_default(workspace, COORDINATOR, "square", codes=["square_evening"])
    suggestion = workspace.store.frame("need_rule")["id"][0]
    decided = register.decide_need(workspace, COORDINATOR, rule_id=suggestion)
    later = register.decide_need(workspace, COORDINATOR, rule_id=decided, adults=4.0)
    needs = load_tables(workspace.store, date(2026, 9, 17), FRIDAY, FRIDAY).needs
    assert needs[["adults", "valid_from", "valid_to", "state"]].to_numpy().tolist() == [
        [2.0, None, date(2026, 9, 17), "decided"],
        [4.0, FRIDAY, date(2027, 3, 20), "decided"],
    ]
    register.end_need(workspace, COORDINATOR, later, FRIDAY)
    assert list(load_tables(workspace.store, FRIDAY, FRIDAY, FRIDAY).needs["valid_to"]) == [FRIDAY]


@pytest.mark.parametrize(
    "values", [{"adults": 1.5}, {"days": "sometimes"}, {"start": "25:00"}, {"mode": "guard"}]
)
def test_a_need_that_is_none_is_refused(workspace: Workspace, values: dict[str, Any]) -> None:
    """Adults are whole, days and times are known words."""
    bring(workspace, "places", square())
    place = workspace.store.frame("place")["id"][0]
    rule = {"start": "15:00", "end": "22:00", "adults": 2, **values}
    with pytest.raises(InputError):
        register.decide_need(workspace, COORDINATOR, place_id=place, **rule)
    assert workspace.store.frame("need_rule").empty


def test_completeness_says_what_is_known_of_each_place(workspace: Workspace) -> None:
    """A place with one suggestion, one known and one missing roster, and hours unknown."""
    bring(workspace, "places", square())
    bring(
        workspace,
        "sources",
        {"key": "a", "place": "Square", "org": "A", "status": "known", "confirmed_on": FRIDAY},
    )
    bring(
        workspace,
        "sources",
        {"key": "b", "place": "Square", "org": "B", "status": "known", "confirmed_on": date(2026, 8, 1)},
    )
    register.switch_on_default(workspace, COORDINATOR, "square", codes=["square_evening"])
    row = register.completeness(workspace, COORDINATOR).iloc[0]
    assert (row["decided"], row["suggested"], row["sources_known"], row["sources_missing"]) == (0, 1, 1, 1)
    assert not row["access_known"]
    assert row["confirmed_on"] == FRIDAY


def test_settings_change_the_method_and_can_be_undone(workspace: Workspace) -> None:
    """A parameter that the municipality sets is used, and undone it is METHOD's again."""
    set_setting(workspace, COORDINATOR, "d_zero_m", "150")
    set_setting(workspace, COORDINATOR, "slot_minutes", "5")
    assert (workspace.method.d_zero_m, workspace.method.slot_minutes) == (150.0, 5)
    register.undo(workspace, COORDINATOR, workspace.store.acts()["id"][0])
    assert (workspace.method.d_zero_m, workspace.method.slot_minutes) == (150.0, 15)


ROWS_OF_WALKS = st.lists(
    st.tuples(
        st.integers(0, 4), st.integers(1, 3), st.sampled_from(["Square", "Park", "Hill"]), st.booleans()
    ),
    max_size=8,
    unique_by=lambda row: row[0],
)


@settings(max_examples=8, deadline=None)
@given(ROWS_OF_WALKS, ROWS_OF_WALKS)
def test_any_two_files_add_up_and_the_second_again_is_quiet(
    tmp_path_factory: pytest.TempPathFactory, first: list[Any], second: list[Any]
) -> None:
    """For random rosters the sum holds, a repeated file stores nothing, and the store holds what the last file says."""
    workspace = create(tmp_path_factory.mktemp("workspace"), now=lambda: NOON)

    def rows(file: list[Any]) -> list[dict[str, Any]]:
        spot = {"lat": LAT, "lon": LON}
        return [
            walk(key=f"w{key}", adults=float(adults), place=place, **(spot if located else {}))
            for key, adults, place, located in file
        ]

    for file in (first, second, second):
        shown = register.preview(workspace, COORDINATOR, intake("roster", *rows(file)))
        counts = dict(shown.counts)
        assert counts.pop("rows_read") == sum(counts.values()) == len(file)
        register.apply(workspace, COORDINATOR, shown)
    again = register.preview(workspace, COORDINATOR, intake("roster", *rows(second)))
    assert again.rows_stored == 0
    stored = workspace.store.frame("import_row").set_index("key")
    adults = workspace.store.frame("shift_party").set_index("id")["adults"]
    for key, number, _, _ in second:
        row_id = stored["row_id"][f"w{key}"]
        assert row_id is None or adults[row_id] == number
    workspace.store.close()


def _metres(lon: float, lat: float) -> tuple[float, float]:
    from pyproj import Transformer

    east, north = Transformer.from_crs("EPSG:4326", "EPSG:3006", always_xy=True).transform(lon, lat)
    return float(east), float(north)


def _dump(connection: Any, skip: tuple[str, ...]) -> Iterator[str]:
    names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
    for name in names:
        if name not in skip:
            yield from (str(tuple(row)) for row in connection.execute(text(f'SELECT * FROM "{name}"')))
