"""A bad row that an earlier version stored is left out and named; every other row counts as if it were not there."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import shapely

from karta.cli import main
from karta.privacy import Viewer
from karta.services.gaps import period
from karta.services.register import sessions
from karta.services.workspace import Workspace, create
from karta.store.acts import Act
from karta.store.layers import put_layer
from tests.coverage.streets.network import EDGES, NODES, at, frames

NOW = datetime(2026, 9, 18, 10, tzinfo=UTC)
FRIDAY = date(2026, 9, 18)
COORDINATOR = Viewer("samordnare", "local")
POLICE = Viewer("kommunpolis", "police")
KIOSK, HALL = at((30, 0), (170, -8))


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give streets, a kiosk that needs two adults from 18 to 22 on Friday, and two of a club there from 19 to 21."""
    folder = tmp_path_factory.mktemp("passed_over")
    made = create(folder, now=lambda: NOW)
    nodes, edges = frames(NODES, EDGES)
    with made.store.act("samordnare", "add") as act:
        put_layer(act, "walk_nodes", nodes.assign(geometry=shapely.points(nodes[["x", "y"]].to_numpy())))
        put_layer(act, "walk_edges", edges)
        place = act.insert("place", [{"name": "Kiosken", "geometry": KIOSK, "access_known": True}])[0]
        rule = {"place_id": place, "start": "18:00", "end": "22:00", "adults": 2.0, "state": "decided"}
        act.insert("need_rule", [rule])
        org = act.insert("organisation", [{"name": "Klubben", "admitted_on": FRIDAY}])[0]
        act.insert("expected_source", [{"organisation_id": org, "place_id": place, "status": "known"}])
        add_shift(act, org, place, "19:00", "21:00")
    made.store.close()
    return folder


def add_shift(act: Act, org: str, place: str, start: str, end: str, **schedule: Any) -> None:
    """Store a shift of two adults at a place on Friday."""
    series = act.insert("schedule", [{"date": FRIDAY, "start": start, "end": end, **schedule}])[0]
    shift = act.insert("shift", [{"schedule_id": series, "place_id": place}])[0]
    act.insert("shift_party", [{"shift_id": shift, "organisation_id": org, "adults": 2.0}])


def ids(workspace: Workspace) -> tuple[str, str]:
    """Return the ids of the club and of the kiosk."""
    return workspace.store.frame("organisation")["id"][0], workspace.store.frame("place")["id"][0]


def friday(workspace: Workspace, viewer: Viewer = COORDINATOR) -> period.Period:
    """Return the gaps of Friday."""
    return period.between(workspace, viewer, FRIDAY, FRIDAY)


def missing(shown: period.Period) -> list[tuple[str, str, str]]:
    """Return place, start and end of each known gap."""
    rows = shown.gaps.sort_values("start")
    return [(row.place, f"{row.start:%H:%M}", f"{row.end:%H:%M}") for row in rows.itertuples()]


KNOWN = [("Kiosken", "18:00", "19:00"), ("Kiosken", "21:00", "22:00")]
BAD_TIMES = [
    ({"end_date": FRIDAY.replace(day=17)}, "slutar före sin början"),
    ({"rrule": "FREQ=WEEKLY;COUNT=3", "valid_to": date(2026, 12, 31)}, "upprepningen går inte att följa"),
    ({"rrule": "FREQ=WEEKLY", "byday": "FR"}, "upprepningen går inte att följa"),
    ({"rrule": "FREQ=WEEKLY", "end_date": FRIDAY.replace(day=30)}, "upprepas men är längre än ett dygn"),
    ({"exdates": "i fredags"}, "tiden går inte att läsa"),
]


@pytest.mark.parametrize(("schedule", "why"), BAD_TIMES)
def test_a_shift_that_cannot_be_computed_is_named(
    workspace: Workspace, schedule: dict[str, Any], why: str
) -> None:
    """Its times are impossible: the gaps are those without it, and it is named with whose it is, where and why."""
    org, place = ids(workspace)
    with workspace.store.act("samordnare", "add") as act:
        add_shift(act, org, place, "20:00", "22:00", **schedule)
    shown = friday(workspace)
    assert missing(shown) == KNOWN
    assert f"ett pass av Klubben, Kiosken, 2026-09-18 ({why}" in shown.passed_over


def test_whose_a_bad_shift_is_stays_with_those_who_may_know(workspace: Workspace) -> None:
    """A shift that its club shares with nobody is named without the club to others."""
    org, place = ids(workspace)
    with workspace.store.act("samordnare", "add") as act:
        add_shift(act, org, place, "22:00", "20:00", end_date=FRIDAY)
        lines = act.rows("shift_party", "organisation_id", [org])
        act.update_many("shift_party", {row["id"]: {"sharing": "own"} for row in lines})
    said = friday(workspace, POLICE).passed_over
    assert "ett pass av okänd organisation, Kiosken" in said
    assert "Klubben" not in said


def test_bad_rows_of_every_kind_are_named(workspace: Workspace) -> None:
    """Rules, hours, trainings, expected rosters, reports and periods that cannot be read end nothing."""
    org, place = ids(workspace)
    party = workspace.store.frame("shift_party")["id"][0]
    with workspace.store.act("samordnare", "add") as act:
        series = act.insert(
            "schedule", [{"date": FRIDAY, "start": "20:00", "end": "19:00", "end_date": FRIDAY}]
        )[0]
        act.insert("activity", [{"schedule_id": series, "place_id": place}])
        at_kiosk = {"place_id": place, "start": "18:00", "end": "22:00"}
        act.insert("need_rule", [{**at_kiosk, "days": "ibland", "adults": 9.0, "state": "decided"}])
        act.insert("need_rule", [{**at_kiosk, "end": "25:70", "adults": 9.0, "state": "decided"}])
        act.insert("access_hours", [{**at_kiosk, "days": "all", "start": "sent"}])
        source = {"organisation_id": org, "place_id": place, "status": "unknown"}
        act.insert("expected_source", [{**source, "from_local": "0001-01-01", "to_local": "2099"}])
        report = {"party_id": party, "date": FRIDAY, "outcome": "carried_out", "adults": 2.0}
        act.insert("report", [{**report, "start_local": "klockan sju", "end_local": "2026-09-18T21:00"}])
        act.insert("calendar_row", [{"date": FRIDAY, "date_to": date(2026, 9, 1), "kind": "term"}])
    shown = friday(workspace)
    assert missing(shown) == KNOWN
    for phrase in (
        "en träning eller verksamhet, Kiosken (slutar före sin början)",
        "en behovsregel, Kiosken (dagarna går inte att läsa)",
        "en behovsregel, Kiosken (tiden går inte att läsa)",
        "öppettider, Kiosken (tiden går inte att läsa)",
        "ett schema som väntas av Klubben, Kiosken (tiden går inte att läsa)",
        "en passrapport (tiden går inte att läsa)",
        "en period i kalendern från 2026-09-18 (slutar före sin början)",
    ):
        assert phrase in shown.passed_over
    assert sessions.sessions(workspace, COORDINATOR, place, FRIDAY, FRIDAY) == []


@pytest.mark.parametrize(
    ("shape", "sentence"),
    [
        (shapely.GeometryCollection([HALL, HALL.buffer(5)]), "Formen blandar punkter, linjer och ytor"),
        (shapely.Point(float("inf"), 0.0), "läget för Hallen (formen går inte att räkna med)"),
    ],
)
def test_a_place_with_a_shape_that_cannot_be_measured_ends_nothing(
    workspace: Workspace, shape: Any, sentence: str
) -> None:
    """Its own need is still a gap, the kiosk's gaps are as before, and the place is named."""
    with workspace.store.act("samordnare", "add") as act:
        hall = act.insert("place", [{"name": "Hallen", "geometry": shape, "access_known": True}])[0]
        act.insert(
            "need_rule",
            [{"place_id": hall, "start": "08:00", "end": "09:00", "adults": 1.0, "state": "decided"}],
        )
        act.insert(
            "expected_source", [{"organisation_id": ids(workspace)[0], "place_id": hall, "status": "known"}]
        )
    shown = friday(workspace)
    assert missing(shown) == [("Hallen", "08:00", "09:00"), *KNOWN]
    assert sentence in shown.passed_over
    assert "Hallen" in shown.passed_over


def test_the_command_names_them_in_every_format(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    """`karta gaps` ends well and names the row: under the table, and beside JSON and CSV, which stay what they are."""
    org, place = ids(workspace)
    with workspace.store.act("samordnare", "add") as act:
        add_shift(act, org, place, "22:00", "20:00", end_date=FRIDAY)
    asked = ["--workspace", str(workspace.folder), "gaps", "--from", str(FRIDAY), "--to", str(FRIDAY)]
    assert main(asked) == 0
    assert "ett pass av Klubben" in capsys.readouterr().out
    for form in ("json", "csv"):
        assert main([*asked, "--format", form]) == 0
        said = capsys.readouterr()
        assert "ett pass av" in said.err
        assert "ett pass av" not in said.out


def test_nothing_is_said_where_all_rows_are_sound(workspace: Workspace) -> None:
    """Without a bad row there is no notice at all."""
    assert friday(workspace).passed_over == ""
