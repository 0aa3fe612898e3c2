"""Which way: timed stops by hand on a small network, dark and closed ways gone round, kept with the shift, as GPX."""

from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Transformer

from karta.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from karta.model.shift import ShiftOccurrence, ShiftPlan
from karta.privacy import Viewer
from karta.reports.gpx import SPACE
from karta.services import history
from karta.services.importing import entries
from karta.services.needs import rule_rows
from karta.services.planning import walk_ways
from karta.services.planning.way_proposal import WayProposal
from karta.services.register import organisations, places
from karta.services.rosters import routes, shifts
from karta.services.sheets import walk_gpx, walk_sheets
from karta.services.workspace import Workspace, create
from karta.store.layers import put_layer
from tests import viewers
from tests.coverage.streets.network import EDGES, NODES, at, frames

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
FRIDAY = date(2026, 9, 18)
LOCAL = Viewer("samordnare", "local")
BRIDGE = EDGES.index(("n3", "n6"))
# Where places lie on the small network: the square at n2, the school yard at n5, and the park across the river at n8.
SPOTS = {"Torget": (200, 0), "Skolgården": (200, 100), "Parken": (200, 250)}


def degrees(x: float, y: float) -> tuple[float, float]:
    """Return a point of the small network as longitude and latitude."""
    point = at((x, y))[0]
    lon, lat = Transformer.from_crs(3006, 4326, always_xy=True).transform(point.x, point.y)
    return lon, lat


def with_streets(town: Workspace, *, dark: bool) -> None:
    """Put the small network into a workspace, its bridge unlit or not told of."""
    nodes, edges = frames(NODES, EDGES)
    unlit = pd.Series(0.0, index=edges.index)
    if dark:
        unlit[BRIDGE] = 250.0
    with town.store.act("samordnare", "add") as act:
        put_layer(act, "walk_nodes", nodes.assign(geometry=shapely.points(nodes[["x", "y"]].to_numpy())))
        put_layer(act, "walk_edges", edges.assign(unlit_m=unlit))


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a town that wants two adults in the yard and the park on Friday 20-22, and has a walk at the square then."""
    folder = tmp_path_factory.mktemp("ways")
    town = create(folder, now=lambda: NOW)
    org = organisations.add_organisation(town, LOCAL, "Nattvandrarna")
    for name, (x, y) in SPOTS.items():
        lon, lat = degrees(x, y)
        entries.add_place(town, LOCAL, name=name, kind="square", lat=lat, lon=lon)
        place = str(places.places(town, LOCAL).set_index("name")["id"][name])
        entries.expect_source(town, LOCAL, org="Nattvandrarna", place_id=place)
        organisations.confirm_source(town, LOCAL, org, place, date(2026, 9, 30))
        if name != "Torget":
            rule_rows.decide_need(
                town, LOCAL, place_id=place, days="FR", start="20:00", end="22:00", adults=2,
                responsible="Nattvandrarna", valid_to=date(2026, 12, 31),
            )  # fmt: skip
        else:
            shifts.create_shift(town, LOCAL, ShiftPlan(place, FRIDAY, "20:00", "22:00", (org,)))
    town.store.close()
    return folder


def walk(town: Workspace) -> ShiftOccurrence:
    """Return the walk of Friday."""
    (occurrence,) = shifts.ahead(town, LOCAL).understaffed
    return occurrence


def told(proposal: WayProposal) -> list[tuple[str, str, str]]:
    """Return the stops of the first way with their times."""
    return [(stop.place, f"{stop.start:%H:%M}", f"{stop.end:%H:%M}") for stop in proposal.ways[0].stops]


def test_each_place_is_stopped_at_each_hour_within_the_shift(workspace: Workspace) -> None:
    """Four stops of two adult-hours each can all be reached: 100 m to the yard, 691 m on to the park, 650 m back."""
    with_streets(workspace, dark=False)
    proposal = walk_ways.propose(workspace, LOCAL, walk(workspace).occurrence_id)
    (way,) = proposal.ways
    assert sorted((stop.place, stop.start.hour, stop.worth) for stop in way.stops) == [
        ("Parken", 20, 2.0), ("Parken", 21, 2.0), ("Skolgården", 20, 2.0), ("Skolgården", 21, 2.0),
    ]  # fmt: skip
    assert (proposal.share, proposal.left) == (1.0, ())
    assert (proposal.streets, proposal.light_known, proposal.lit) == (True, False, False)
    assert f"{way.leave:%H:%M}" == "20:00"
    assert way.back <= walk(workspace).end
    for stop in way.stops:
        assert 10 <= (stop.end - stop.start).total_seconds() / 60 <= 16


def test_an_unlit_bridge_is_gone_round_only_where_the_map_says_so(workspace: Workspace) -> None:
    """Without the bridge the park cannot be reached: two stops of 16 minutes, 200 m, back at 21:18."""
    with_streets(workspace, dark=True)
    name = walk(workspace).occurrence_id
    proposal = walk_ways.propose(workspace, LOCAL, name)
    assert told(proposal) == [("Skolgården", "20:02", "20:18"), ("Skolgården", "21:00", "21:16")]
    assert (f"{proposal.ways[0].back:%H:%M}", round(proposal.ways[0].length_m)) == ("21:18", 200)
    assert [(row.place, row.why) for row in proposal.left] == [("Parken", "no_way")]
    assert (proposal.light_known, proposal.lit) == (True, True)
    dark = walk_ways.propose(workspace, LOCAL, name, lit=False)
    assert {stop.place for stop in dark.ways[0].stops} == {"Skolgården", "Parken"}
    assert (dark.light_known, dark.lit) == (True, False)


def test_the_way_becomes_the_route_of_the_shift_and_goes_onto_its_sheet(workspace: Workspace) -> None:
    """Taken, it is stored with its stops, stands on the walk sheet and in the GPX; one press takes it back."""
    with_streets(workspace, dark=True)
    occurrence = walk(workspace)
    proposal = walk_ways.propose(workspace, LOCAL, occurrence.occurrence_id)
    with pytest.raises(NotFoundError):
        walk_gpx.way_gpx(workspace, LOCAL, occurrence.occurrence_id)
    walk_ways.take(workspace, LOCAL, proposal)
    stored = routes.route(workspace, LOCAL, occurrence.shift_id)
    assert np.array(stored) == pytest.approx(np.array(proposal.ways[0].line), abs=1e-9)
    stops = routes.stops(workspace, LOCAL, occurrence.shift_id)
    assert [(stop.start, stop.end) for stop in stops] == [("20:02", "20:18"), ("21:00", "21:16")]
    sheet = walk_sheets.walk_sheet(workspace, LOCAL, occurrence.occurrence_id)
    assert sheet.stops == [(1, "Skolgården", "20:02", "20:18"), (2, "Skolgården", "21:00", "21:16")]
    root = ET.fromstring(walk_gpx.way_gpx(workspace, LOCAL, occurrence.occurrence_id))
    points = root.findall(f"{{{SPACE}}}wpt")
    assert [point.findtext(f"{{{SPACE}}}name") for point in points] == ["Skolgården", "Skolgården"]
    # 20:02 in September is 18:02 UTC.
    assert points[0].findtext(f"{{{SPACE}}}time") == "2026-09-18T18:02:00Z"
    lon, lat = degrees(*SPOTS["Skolgården"])
    assert float(points[0].attrib["lat"]) == pytest.approx(lat, abs=2e-6)
    assert float(points[0].attrib["lon"]) == pytest.approx(lon, abs=2e-6)
    assert len(root.findall(f".//{{{SPACE}}}trkpt")) == len(proposal.ways[0].line)
    lon, lat = degrees(*SPOTS["Torget"])
    link = walk_gpx.geo_link(workspace, LOCAL, occurrence.occurrence_id)
    position = link.removeprefix("geo:").partition("?")[0].split(",")
    assert [float(part) for part in position] == pytest.approx([lat, lon], abs=2e-6)
    with pytest.raises(ConflictError):
        walk_ways.take(workspace, LOCAL, proposal)
    history.undo(workspace, LOCAL, str(history.acts(workspace, LOCAL, 1)["id"].iloc[0]))
    assert routes.stops(workspace, LOCAL, occurrence.shift_id) == []


def test_two_groups_share_the_stops_out(workspace: Workspace) -> None:
    """Each stop belongs to one group; a way is taken by its number, and one that there is none of is refused."""
    with_streets(workspace, dark=False)
    proposal = walk_ways.propose(workspace, LOCAL, walk(workspace).occurrence_id, groups=2)
    stops = [(stop.place_id, stop.start.hour) for way in proposal.ways for stop in way.stops]
    assert len(stops) == len(set(stops)) == 4
    with pytest.raises(InputError) as refused:
        walk_ways.take(workspace, LOCAL, proposal, len(proposal.ways))
    assert refused.value.code == "walk_way_empty"


def test_impossible_questions_get_a_sentence(workspace: Workspace) -> None:
    """Without streets lines are straight and it says so; off the network, out of the world and no group are refused."""
    name = walk(workspace).occurrence_id
    bare = walk_ways.propose(workspace, LOCAL, name)
    assert (bare.streets, bare.light_known) == (False, False)
    # 100 m x 1.3 are two minutes, too, and the park is 250 m x 1.3 away: all four are reached.
    assert len(bare.ways[0].stops) == 4
    with_streets(workspace, dark=False)
    with pytest.raises(InputError) as refused:
        walk_ways.propose(workspace, LOCAL, name, degrees(-5_000, 0))
    assert refused.value.code == "walk_way_off"
    with pytest.raises(InputError):
        walk_ways.propose(workspace, LOCAL, name, (500.0, 0.0))
    for groups in (0, 5):
        with pytest.raises(InputError):
            walk_ways.propose(workspace, LOCAL, name, groups=groups)
    with pytest.raises(NotAllowedError):
        walk_ways.propose(workspace, viewers.of(workspace, "Nattvandrarna", "volunteer"), name)
    with pytest.raises(NotFoundError):
        walk_ways.propose(workspace, LOCAL, f"{walk(workspace).series_id}.2026-09-19")


def test_nothing_missing_is_no_way(workspace: Workspace) -> None:
    """From a meeting point on the streets, in hours in which nothing is missing, there is no way to go."""
    with_streets(workspace, dark=False)
    square = walk(workspace).place_id
    assert square is not None
    own = next(iter(organisations.organisations(workspace, LOCAL)))
    plan = ShiftPlan(square, date(2026, 9, 17), "20:00", "22:00", (own,))
    shifts.create_shift(workspace, LOCAL, plan)
    thursday = next(each for each in shifts.ahead(workspace, LOCAL).understaffed if each.day.day == 17)
    proposal = walk_ways.propose(workspace, LOCAL, thursday.occurrence_id)
    assert (proposal.ways, proposal.left, proposal.share) == ((), (), None)
