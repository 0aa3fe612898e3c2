"""What a file of OpenStreetMap holds that is no more, or only in part: skipped or told, and never a broken file."""

from pathlib import Path

import pytest

from karta.sources.intake import Intake
from karta.sources.reading import read

# A square of four corners, and a street along its south side.
CORNERS = {1: (59.000, 16.000), 2: (59.000, 16.001), 3: (59.001, 16.001), 4: (59.001, 16.000)}
PLAYGROUND = "<tag k='leisure' v='playground'/><tag k='name' v='{}'/>"
PITCH = "<tag k='type' v='multipolygon'/><tag k='leisure' v='pitch'/><tag k='name' v='{}'/>"


def osm(tmp_path: Path, *elements: str) -> Intake:
    """Return what a file with a street and more elements gives."""
    nodes = "".join(
        f"<node id='{n}' version='1' lat='{lat}' lon='{lon}'/>" for n, (lat, lon) in CORNERS.items()
    )
    street = way(90, [1, 2], "<tag k='highway' v='residential'/>")
    path = tmp_path / "town.osm"
    path.write_text(f"<osm version='0.6'>{nodes}{street}{''.join(elements)}</osm>", encoding="utf-8")
    return read(path, "osm", isolate=False)


def way(ref: int, nodes: list[int], tags: str = "", more: str = "") -> str:
    """Return a way."""
    refs = "".join(f"<nd ref='{n}'/>" for n in nodes)
    return f"<way id='{ref}' version='1' {more}>{refs}{tags}</way>"


def relation(ref: int, ways: list[int], name: str, more: str = "") -> str:
    """Return a pitch of several ways."""
    members = "".join(f"<member type='way' ref='{n}' role='outer'/>" for n in ways)
    return f"<relation id='{ref}' version='1' {more}>{members}{PITCH.format(name)}</relation>"


def names(intake: Intake) -> set[str]:
    """Return the names of the places."""
    return set(intake.rows["name"])


def cut(intake: Intake) -> list[dict[str, object]]:
    """Return what is told of areas that lack parts."""
    return [dict(issue.facts) for issue in intake.issues if issue.code == "areas_cut"]


@pytest.mark.parametrize("mark", ["visible='false'", "action='delete'"])
def test_what_is_deleted_is_no_place(tmp_path: Path, mark: str) -> None:
    """A node without position, a way and a relation that are deleted are skipped; what is left is read."""
    whole = [way(10, [1, 2, 3, 4, 1])]
    intake = osm(
        tmp_path,
        f"<node id='20' version='3' {mark}/>",
        f"<node id='21' version='3' lat='59.0005' lon='16.0005' {mark}>{PLAYGROUND.format('Borta')}</node>",
        f"<node id='22' version='2' lat='59.0005' lon='16.0005'>{PLAYGROUND.format('Kvar')}</node>",
        *whole,
        way(11, [1, 2, 3, 4, 1], PLAYGROUND.format("Borta"), mark),
        relation(30, [10], "Borta", mark),
        relation(31, [10], "Planen"),
    )
    assert names(intake) == {"Kvar", "Planen"}
    assert cut(intake) == []


def test_the_last_version_of_an_element_counts(tmp_path: Path) -> None:
    """What an earlier version of the file's history had and the last has not is gone."""
    first = f"<node id='20' version='1' lat='59.0005' lon='16.0005'>{PLAYGROUND.format('Borta')}</node>"
    assert names(osm(tmp_path, first, "<node id='20' version='2' visible='false'/>")) == set()


def test_areas_that_lack_parts_are_told(tmp_path: Path) -> None:
    """Of missing ways, missing corners and edges that do not close somebody hears, by name; whole ones are silent."""
    intake = osm(
        tmp_path,
        way(10, [1, 2, 3]),
        way(11, [3, 4, 1]),
        relation(30, [10, 999], "Halv"),
        relation(31, [10], "Öppen"),
        relation(32, [10, 11], "Hel"),
        relation(33, [10, 11, 999], "Nästan hel"),
        way(12, [1, 2, 3, 998, 1], PLAYGROUND.format("Kapad")),
        way(13, [996, 997, 996], PLAYGROUND.format("Tom")),
    )
    assert names(intake) == {"Hel", "Nästan hel", "Kapad"}
    assert cut(intake) == [{"count": 5, "names": "Halv, Kapad, Nästan hel, Tom, Öppen"}]


def test_ids_stay_whole_numbers_without_relations(tmp_path: Path) -> None:
    """A file without relations names its elements as one with them does: the same place has the same key."""
    node = f"<node id='22' lat='59.0005' lon='16.0005'>{PLAYGROUND.format('Kvar')}</node>"
    assert list(osm(tmp_path, node).rows["key"]) == ["node/22"]
