"""The walking graph of a file: islands and villages are kept, stray paths are left out and told."""

from pathlib import Path

import pytest

from karta.sources.intake import Intake
from karta.sources.reading import read

# 0.001 degrees of latitude are 111.2 m.
STEP_M = 111.2


def town(tmp_path: Path, *lengths: int) -> Intake:
    """Return what a file of straight streets, of so many steps each and far from each other, gives."""
    nodes, ways = [], []
    for at, steps in enumerate(lengths):
        refs = [100 * (at + 1) + n for n in range(steps + 1)]
        nodes += [f"<node id='{ref}' lat='{59 + ref % 100 / 1000}' lon='{16 + at / 100}'/>" for ref in refs]
        inside = "".join(f"<nd ref='{ref}'/>" for ref in refs)
        ways.append(f"<way id='{at + 1}'>{inside}<tag k='highway' v='footway'/></way>")
    path = tmp_path / "town.osm"
    path.write_text(f"<osm version='0.6'>{''.join(nodes)}{''.join(ways)}</osm>", encoding="utf-8")
    return read(path, "osm", isolate=False)


def left_out(intake: Intake) -> list[dict[str, object]]:
    """Return what is told of parts that do not count."""
    return [dict(issue.facts) for issue in intake.issues if issue.code == "pieces_left_out"]


def test_every_part_of_some_length_is_kept(tmp_path: Path) -> None:
    """Of 1112, 334, 222 and 111 m the first two are walked on; two of 334 m together are told."""
    intake = town(tmp_path, 10, 3, 2, 1)
    assert intake.layers["walk_edges"]["length"].sum() == pytest.approx(13 * STEP_M, rel=0.002)
    assert sorted(intake.layers["walk_nodes"]["node"]) == [100, 110, 200, 203]
    assert left_out(intake) == [{"count": 2, "metres": round(3 * STEP_M), "least": 300}]


def test_of_short_streets_alone_the_longest_is_kept(tmp_path: Path) -> None:
    """A file with no more than 222 m of street is no file without streets."""
    intake = town(tmp_path, 1, 2)
    assert intake.layers["walk_edges"]["length"].sum() == pytest.approx(2 * STEP_M, rel=0.002)
    assert left_out(intake) == [{"count": 1, "metres": round(STEP_M), "least": 300}]
