"""Reach over the streets of a workspace: used where there is a graph, kept on disk, computed again where it must be."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

from karta.privacy import Viewer
from karta.services import walking_distances
from karta.services.gaps import period
from karta.services.workspace import Workspace, create
from karta.store import distances
from karta.store.layers import put_layer
from karta.store.records import load_tables
from tests.coverage.streets.network import EDGES, NODES, at, frames, moved, town

FRIDAY = date(2026, 9, 18)
VIEWER = Viewer("samordnare", "local")
PLACES = {"kiosk": (30, 0), "hall": (170, -8), "bank": (100, 250), "hut": (620, 0)}


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace with the small network, four places and a Friday shift at the point (100, 100)."""
    made = create(tmp_path / "workspace", lambda: datetime(2026, 9, 18, 10, tzinfo=UTC))
    nodes, edges = frames(NODES, EDGES)
    with made.store.act("samordnare", "add") as act:
        put_layer(act, "walk_nodes", nodes.assign(geometry=shapely.points(nodes[["x", "y"]].to_numpy())))
        put_layer(act, "walk_edges", edges)
        points = zip(PLACES, at(*PLACES.values()), strict=True)
        act.insert("place", [{"name": name, "geometry": point} for name, point in points])
    yield made
    made.store.close()


def add_shift(workspace: Workspace, **where: Any) -> str:
    """Store a Friday shift of one party and return its id."""
    with workspace.store.act("samordnare", "add") as act:
        org = act.insert("organisation", [{"name": "Föreningen", "admitted_on": FRIDAY}])[0]
        series = act.insert("schedule", [{"date": FRIDAY, "start": "20:00", "end": "23:00"}])[0]
        shift = act.insert("shift", [{"schedule_id": series, **where}])[0]
        return act.insert("shift_party", [{"shift_id": shift, "organisation_id": org, "adults": 2}])[0]


def loaded(workspace: Workspace) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the reach by name of place, and the route legs, over the streets."""
    tables = load_tables(
        workspace.store, FRIDAY, FRIDAY, FRIDAY, workspace.method, walking_distances.distances(workspace)
    )
    names = tables.places.set_index("place_id")["name"]
    return tables.reach.assign(place=tables.reach["place_id"].map(names)).set_index(
        "place"
    ), tables.route_legs


def test_the_week_is_reached_over_the_streets(workspace: Workspace) -> None:
    """From (50, 0): 20 m to the kiosk, 128 m to the hall with its stub, the other bank of the river not at all."""
    add_shift(workspace, located="point", geometry=at((50, 0))[0])
    found, _ = loaded(workspace)
    assert found["distance_m"].to_dict() == pytest.approx({"kiosk": 20.0, "hall": 128.0})
    assert not found["approx"].any()


def test_only_what_is_far_from_every_street_is_approximate(workspace: Workspace) -> None:
    """A shift on a street makes no place approximate; one 100 m beyond the last street does so for the hut near it."""
    add_shift(workspace, located="point", geometry=at((50, 0))[0])
    assert period.week(workspace, VIEWER, FRIDAY).approximate == frozenset()
    add_shift(workspace, located="point", geometry=at((600, 0))[0])
    week = period.week(workspace, VIEWER, FRIDAY)
    names = week.places.set_index("place_id")["name"]
    assert {names[place] for place in week.approximate} == {"hut"}


def test_without_a_graph_the_straight_line_counts(tmp_path: Path) -> None:
    """A workspace without streets measures nothing over them and has nothing that is far from them."""
    bare = create(tmp_path / "bare")
    assert walking_distances.distances(bare) is None
    assert walking_distances.off_streets(bare, VIEWER).empty
    assert walking_distances.off_streets_text(bare, VIEWER) == ""
    bare.store.close()


def test_what_is_far_from_every_street_is_named(workspace: Workspace) -> None:
    """A hut 120 m and a shift 100 m beyond the last street are told with their metres; its pairs are approximate."""
    add_shift(workspace, located="point", geometry=at((600, 0))[0])
    found = walking_distances.off_streets(workspace, VIEWER)
    assert found[["what", "name"]].to_numpy().tolist() == [["place", "hut"], ["shift", "Föreningen"]]
    assert found["nearest_m"].tolist() == pytest.approx([120.0, 100.0])
    said = walking_distances.off_streets_text(workspace, VIEWER)
    assert said.startswith("2 ligger längre än 75 meter")
    assert "hut (120 m); ett pass av Föreningen (100 m)" in said
    assert loaded(workspace)[0].loc["hut", ["distance_m", "approx"]].tolist() == [pytest.approx(26.0), True]


def test_a_route_has_its_sections_over_the_streets(workspace: Workspace) -> None:
    """A walk along the main street past the hall, 8 m off it: all of it within 200 m, none of it across the river."""
    add_shift(workspace, located="route", geometry=moved(shapely.LineString([(100, 0), (200, 0)]))[0])
    _, legs = loaded(workspace)
    hall = legs[legs["place_id"] == workspace.store.frame("place").set_index("name")["id"]["hall"]]
    # 8 + |x - 170|: mean of 78..8 over 70 m and of 8..38 over 30 m.
    assert hall["section_m"].sum() == pytest.approx(100.0)
    assert hall["section_mean_distance_m"].iloc[0] == pytest.approx((70 * 43 + 30 * 23) / 100, abs=0.01)
    assert not legs["approx"].any()


def test_what_was_computed_is_kept(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second look, also by a new process, computes nothing; a new source alone is asked for when one comes."""
    places = workspace.store.frame("place")
    spots = distances.targets(places["geometry"], places["entrances"])
    asked: list[int] = []
    real = walking_distances.over.reach

    def counting(over: Any, sources: Any, *rest: Any) -> pd.DataFrame:
        asked.append(len(sources.geometry))
        return real(over, sources, *rest)

    monkeypatch.setattr(walking_distances.over, "reach", counting)
    measure = walking_distances.distances(workspace)
    assert measure is not None
    first = measure.walks(spots, spots, 300.0)
    assert asked == [4]
    walking_distances._shelves.clear()
    pd.testing.assert_frame_equal(measure.walks(spots, spots, 300.0), first)
    more = [*spots, at((60, 0))[0]]
    again = measure.walks(pd.Series(more, dtype=object).to_numpy(), spots, 300.0)
    assert asked == [4, 1]
    pd.testing.assert_frame_equal(again[again["source"] < 4], first)
    assert again[again["source"] == 4]["walk_m"].tolist() == pytest.approx([30.0, 118.0])


def test_a_damaged_file_is_computed_again(workspace: Workspace) -> None:
    """Half a file on disk is no file, and no error; nothing there names a place."""
    places = workspace.store.frame("place")["geometry"].to_numpy(dtype=object)
    measure = walking_distances.distances(workspace)
    assert measure is not None
    first = measure.walks(places, places, 300.0)
    kept = list((workspace.folder / walking_distances.FOLDER).glob("*.parquet"))
    assert len(kept) == 2
    for path in kept:
        assert b"kiosk" not in path.read_bytes()
        path.write_bytes(path.read_bytes()[:50])
    walking_distances._shelves.clear()
    pd.testing.assert_frame_equal(measure.walks(places, places, 300.0), first)


def test_places_out_of_reach_change_no_walk(tmp_path: Path) -> None:
    """In a random town walks and sections are those of all places looked up, of which the reached are a few."""
    over = town(14, seed=3)
    made = create(tmp_path / "town")
    lines = pd.DataFrame({"u": over.u, "v": over.v, "geometry": pd.Series(list(over.shapes), dtype=object)})
    ends = pd.DataFrame({"node": [*over.u, *over.v]}).assign(
        geometry=[*shapely.get_point(over.shapes, 0), *shapely.get_point(over.shapes, -1)]
    )
    ends = ends.drop_duplicates("node").reset_index(drop=True)
    nodes = ends.assign(x=shapely.get_x(ends["geometry"]), y=shapely.get_y(ends["geometry"]))
    with made.store.act("samordnare", "add") as act:
        put_layer(act, "walk_nodes", nodes)
        put_layer(act, "walk_edges", lines)
    measure = walking_distances.distances(made)
    assert measure is not None
    draw = np.random.default_rng(5)
    low, high = shapely.total_bounds(over.shapes)[:2] - 300, shapely.total_bounds(over.shapes)[2:] + 300
    corners = draw.uniform(low, high, (500, 2))
    places = np.array(
        [
            shapely.Point(x, y) if n % 3 else shapely.box(x, y, x + 40, y + 20)
            for n, (x, y) in enumerate(corners)
        ],
        dtype=object,
    )
    middle = (low + high) / 2
    sources = np.array(
        [shapely.Point(*(middle + draw.uniform(-150, 150, 2))) for _ in range(20)], dtype=object
    )
    everywhere = measure.snapped(places)
    for limit_m in (200.0, 300.0):
        slow = walking_distances.over.reach(
            measure.streets, measure.snapped(sources), everywhere, limit_m, 1.3
        )
        assert 50 < slow["target"].nunique() < 350
        fast = measure.walks(sources, places, limit_m)
        pd.testing.assert_frame_equal(fast, slow.rename(columns={"target": "place"}))
    routes = np.array([shapely.LineString(middle + np.array([(0, 0), (180, 20), (150, -200)]))], dtype=object)
    cuts = [100.0, 200.0, 300.0]
    legs = walking_distances.along.sections(
        measure.streets, routes, everywhere, cuts, measure.method.snap_m, 1.3
    )
    assert len(legs) > 50
    columns = list(legs.columns)
    pd.testing.assert_frame_equal(measure.sections(routes, places, cuts)[columns], legs)
    made.store.close()


def test_without_presences_no_street_is_read(workspace: Workspace) -> None:
    """A town without rosters has no walks, in the same columns, and its streets are left unread for them."""
    measure = walking_distances.distances(workspace)
    assert measure is not None
    spots = at(*PLACES.values())
    none = measure.walks(spots[:0], spots, 300.0)
    assert "streets" not in vars(measure)
    some = measure.walks(spots, spots, 300.0)
    pd.testing.assert_frame_equal(none, some.iloc[:0].reset_index(drop=True))
