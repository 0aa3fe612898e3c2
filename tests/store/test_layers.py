"""Layers of the base map and snapshots of what was computed: frames out as they went in."""

from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from pandas.testing import assert_frame_equal

from karta.errors import NotFoundError
from karta.store.database import Store
from karta.store.layers import layer_rows, load_layer, put_layer
from karta.store.snapshots import load_snapshot, save_snapshot

STREETS = pd.DataFrame(
    {
        "name": ["Storgatan", None],
        "class": ["major", "minor"],
        "geometry": [shapely.LineString([(0, 0), (100, 0)]), shapely.LineString([(0, 0), (0, 50)])],
    }
)


def test_a_layer_comes_back_as_it_was_put_in(store: Store) -> None:
    """Columns, blanks and geometries survive, in EPSG:3006, with whom they are owed to."""
    with store.act("coordinator", "import") as act:
        put_layer(
            act, "streets", gpd.GeoDataFrame(STREETS, crs=3006), source="town.osm", attribution="© someone"
        )
    found = load_layer(store, "streets")
    assert found.crs.to_epsg() == 3006
    assert list(found["class"]) == ["major", "minor"]
    assert found["name"].isna().tolist() == [False, True]
    assert shapely.equals(found.geometry.to_numpy(), STREETS["geometry"].to_numpy()).all()
    assert layer_rows(store)[["kind", "count", "attribution"]].to_numpy().tolist() == [
        ["streets", 2, "© someone"]
    ]


def test_a_layer_that_nobody_brought_is_empty(store: Store) -> None:
    """A workspace without a base map draws none, and does not fail."""
    assert load_layer(store, "water").empty


def test_a_new_layer_replaces_the_old_and_can_be_undone(store: Store) -> None:
    """One layer of a kind is current; undoing brings the one before back; equal content is kept once."""
    with store.act("coordinator", "import") as act:
        put_layer(act, "streets", STREETS)
    with store.act("coordinator", "import") as second:
        put_layer(second, "streets", STREETS.iloc[:1])
    assert len(load_layer(store, "streets")) == 1
    store.undo(second.id, "coordinator")
    assert len(load_layer(store, "streets")) == 2
    with store.act("coordinator", "import") as act:
        put_layer(act, "water", STREETS)
    assert len(store.frame("blob")) == 2


def test_a_snapshot_is_what_was_drawn(store: Store) -> None:
    """Frames under a name and a date come back equal, with the revision that they are of."""
    gaps = pd.DataFrame({"place": ["Square"], "adult_hours": [7.25], "day": [date(2026, 9, 18)]})
    with store.act("coordinator", "add") as act:
        act.insert("place", [{"name": "Square"}])
    with store.act("coordinator", "snapshot") as act:
        kept = save_snapshot(act, "September", date(2026, 9, 18), {"gaps": gaps, "streets": STREETS})
    frames = load_snapshot(store, kept)
    assert_frame_equal(frames["gaps"], gaps, check_dtype=False)
    assert shapely.equals(frames["streets"]["geometry"].to_numpy(), STREETS["geometry"].to_numpy()).all()
    assert store.frame("snapshot")[["name", "day", "revision"]].to_numpy().tolist() == [
        ["September", date(2026, 9, 18), 1]
    ]
    with pytest.raises(NotFoundError):
        load_snapshot(store, "another")
