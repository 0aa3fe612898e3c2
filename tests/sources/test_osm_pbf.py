"""Packed maps: the same town as in XML, also with nodes in no order and with those that an editor has just made."""

from pathlib import Path

import pytest
import shapely
import towns
from packed_maps import write_pbf

from karta.sources.intake import Intake
from karta.sources.reading import read

NUMBERS = {"as they are": 1, "below zero": -1}


@pytest.fixture
def plain(tmp_path: Path) -> Intake:
    """Return what the town gives as XML."""
    path = tmp_path / "town.osm"
    path.write_text(towns.xml(), encoding="utf-8")
    return read(path, "osm", isolate=False)


def told(intake: Intake) -> list[tuple[str, object]]:
    """Return the issues of a file."""
    return [(issue.code, issue.facts) for issue in intake.issues]


@pytest.mark.parametrize("sign", NUMBERS.values(), ids=NUMBERS)
@pytest.mark.parametrize("backwards", [False, True])
def test_a_packed_town_is_the_same(tmp_path: Path, plain: Intake, sign: int, backwards: bool) -> None:
    """Places, layers, streets and what is told of a town do not depend on the form of its file or on its ids."""
    nodes = [(sign * ref, node) for ref, node in towns.NODES.items()]
    ways = {ref: ([sign * node for node in refs], tags) for ref, (refs, tags) in towns.WAYS.items()}
    ordered = dict(nodes[::-1] if backwards else nodes)
    packed = read(write_pbf(tmp_path / "town.osm.pbf", ordered, ways, towns.RELATIONS), "osm", isolate=False)
    assert told(packed) == told(plain)
    assert packed.notes == plain.notes
    key = plain.rows["key"].str.replace("node/", "node/" if sign > 0 else "node/-")
    assert sorted(packed.rows["key"]) == sorted(key)
    for name in ("streets", "water", "green", "buildings"):
        assert list(packed.layers[name]["osm"]) == list(plain.layers[name]["osm"])
        shapes = packed.layers[name].geometry, plain.layers[name].geometry
        assert all(shapely.equals_exact(*pair, 1e-6) for pair in zip(*shapes, strict=True))
    ends = [{*map(abs, intake.layers["walk_nodes"]["node"])} for intake in (packed, plain)]
    assert ends[0] == ends[1] == {1, 2, 3, 6}
    metres = [sorted(intake.layers["walk_edges"]["length"]) for intake in (packed, plain)]
    assert metres[0] == pytest.approx(metres[1])
