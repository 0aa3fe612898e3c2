"""Lines followed along the streets: at the ends of every piece the street is the nearest one, however it was found."""

import random

import network
import numpy as np
import pytest
import shapely

from karta.coverage.streets.following import follow
from karta.coverage.streets.graph import streets

SNAP_M = 75.0


@pytest.mark.parametrize("seed", range(8))
def test_each_piece_has_its_nearest_street(seed: int) -> None:
    """Of streets and stray paths by lot, a piece of a line names the one that a search through all of them gives."""
    chance = random.Random(seed)
    nodes = {n: (chance.uniform(0, 900), chance.uniform(0, 900)) for n in range(24)}
    town = [tuple(chance.sample(range(16), 2)) for _ in range(12)]
    strays = [(n, n + 1) for n in range(16, 24, 2)]
    made = streets(*network.frames(nodes, [*town, *strays]))
    lines = network.moved(*(
        shapely.LineString([(chance.uniform(-50, 950), chance.uniform(-50, 950)) for _ in range(4)]) for _ in range(5)
    ))  # fmt: skip
    pieces = follow(made, lines, SNAP_M)
    points = np.asarray(shapely.points(pieces[["x0", "y0"]].to_numpy()), dtype=object)
    near, _, stub_m = made.nearest(points, SNAP_M, ties=False)
    expected = np.full(len(points), np.inf)
    expected[near] = stub_m
    assert pieces["from_stub_m"].to_numpy() == pytest.approx(expected, abs=1e-6)
    assert ((pieces["edge"] >= 0) == np.isfinite(expected)).all()
    off_m = shapely.distance(points[near], made.shapes[pieces["edge"].to_numpy()[near]])
    assert off_m == pytest.approx(stub_m, abs=1e-6)
    assert pieces["piece_m"].sum() == pytest.approx(shapely.length(lines).sum())
