"""Which place, organisation and series the names in a file mean."""

from datetime import date
from typing import Any

import pytest
import shapely

from karta.services.importing import acceptance, unplaced_rows
from karta.services.register import organisations
from karta.services.register import places as register_places
from karta.services.workspace import Workspace
from karta.store.records import load_tables
from tests.services.importing.rows import (
    COORDINATOR,
    FRIDAY,
    LAT,
    LON,
    SQUARE,
    bring,
    intake,
    square,
    walk,
)


def test_a_place_with_coordinates_is_made_and_its_need_is_undecided(workspace: Workspace) -> None:
    """Rows with a name and coordinates make one place of kind other; a row of that name alone finds it."""
    rows = [walk(key="w0"), walk(lat=LAT, lon=LON), walk(key="w2", lat=LAT, lon=LON, start="21:00")]
    shown = acceptance.preview(workspace, COORDINATOR, intake("roster", *rows))
    assert shown.new_places == ["Square"]
    acceptance.apply(workspace, COORDINATOR, shown)
    places = register_places.places(workspace, COORDINATOR)
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
    assert list(unplaced_rows.waiting(workspace, COORDINATOR)["place"]) == ["Square"]


def test_organisations_are_found_by_name_and_admitted_by_nobody(workspace: Workspace) -> None:
    """A roster's new organisation waits for a decision, whoever brings it; a list fills in what it says."""
    bring(workspace, "places", square())
    bring(workspace, "roster", walk())
    theirs = acceptance.preview(workspace, COORDINATOR, intake("roster", walk(key="w2", org="Scouts")))
    assert theirs.new_organisations == ["Scouts"]
    acceptance.apply(workspace, COORDINATOR, theirs)
    bring(
        workspace,
        "organisations",
        {"key": "o1", "name": "night  WALKERS", "sector": "civil_society", "umbrella": "All"},
    )
    orgs = workspace.store.frame("organisation").set_index("name")
    assert orgs["admitted_on"].to_dict() == {"night  WALKERS": None, "Scouts": None}
    assert orgs["umbrella"]["night  WALKERS"] == "All"
    assert list(load_tables(workspace.store, FRIDAY, FRIDAY, FRIDAY).presences["admitted"]) == [False, False]
    assert organisations.admit(workspace, COORDINATOR, "scouts") == ["Scouts"]
    assert list(load_tables(workspace.store, FRIDAY, FRIDAY, FRIDAY).presences["admitted"]) == [False, True]


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
    shown = acceptance.preview(workspace, COORDINATOR, file)
    assert [(i.row, i.code) for i in shown.issues] == [(4, "report_without_shift")]
    acceptance.apply(workspace, COORDINATOR, shown)
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


def _metres(lon: float, lat: float) -> tuple[float, float]:
    from pyproj import Transformer

    east, north = Transformer.from_crs("EPSG:4326", "EPSG:3006", always_xy=True).transform(lon, lat)
    return float(east), float(north)
