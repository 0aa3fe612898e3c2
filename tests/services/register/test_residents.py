"""Residents by area: bound by code and version, counted once, and told how many of the areas fitted."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from karta.privacy import Viewer
from karta.services import history
from karta.services.importing import acceptance, changeset, unplaced_rows
from karta.services.register.residents import residents
from karta.services.workspace import Workspace, create
from karta.sources.reading import read
from karta.store.residents import youths

COORDINATOR = Viewer(function="coordinator", role="local")
FIGURES = """DeSO 2018;Ålder;Kön;År;Antal
0180C1010;10-14 år;totalt;2023;20
0180C1010;15-19 år;totalt;2023;30
0180C1030;15-19 år;totalt;2023;40
"""
Bring = Callable[..., changeset.Applied]


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """An empty workspace."""
    opened = create(tmp_path / "workspace")
    yield opened
    opened.store.close()


@pytest.fixture
def bring(workspace: Workspace, tmp_path: Path) -> Bring:
    """Bring a text in as a file of a kind, and return what became of it."""

    def act(name: str, text: str, kind: str, **answers: object) -> changeset.Applied:
        (tmp_path / name).write_text(text, encoding="utf-8")
        found = acceptance.preview(
            workspace, COORDINATOR, read(tmp_path / name, kind, answers=answers, isolate=False)
        )
        return acceptance.apply(workspace, COORDINATOR, found)

    return act


def areas(version: str = "2018", kind: str = "district") -> str:
    """Return a map of one square area around 18.05, 59.35 whose code is of a version."""
    ring = [[18.0, 59.3], [18.1, 59.3], [18.1, 59.4], [18.0, 59.4], [18.0, 59.3]]
    said = {"desokod": "0180C1010", "namn": "Norr", "version": version, "typ": kind}
    if kind == "kommun":
        del said["desokod"]
    shape = {"type": "Polygon", "coordinates": [ring]}
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "properties": said, "geometry": shape}],
        }
    )


def young(workspace: Workspace) -> list[tuple[float, bool]]:
    """Return residents of 10 to 19 of each area that has figures, and whether they are approximate."""
    found = youths(workspace.store)
    return list(zip(found["youths_10_19"], found["approximate"], strict=True))


def test_codes_of_another_version_are_never_joined(bring: Bring, workspace: Workspace) -> None:
    """Figures of 2018 wait beside areas of 2025, and count once the areas of 2018 are there: 20 + 30."""
    bring("figures.csv", FIGURES, "population")
    bring("new.geojson", areas("2025"), "areas")
    assert young(workspace) == []
    assert residents(workspace, COORDINATOR)["share"].tolist() == [0.0]
    bring("old.geojson", areas("2018"), "areas")
    assert young(workspace) == [(50.0, False)]
    told = residents(workspace, COORDINATOR).to_dict("records")
    file = f"en CSV-fil från {workspace.today}"
    assert told == [{"source": file, "areas": 2, "matched": 1, "share": 0.5, "year": 2023}]


def test_a_second_import_changes_nothing_and_an_undo_restores(bring: Bring, workspace: Workspace) -> None:
    """The same file again stores nothing; one changed figure is one row; undone, the figure is the old one."""
    bring("areas.geojson", areas(), "areas")
    bring("figures.csv", FIGURES, "population")
    assert bring("figures.csv", FIGURES, "population").counts["rows_stored"] == 0
    changed = bring("figures.csv", FIGURES.replace(";20\n", ";25\n"), "population")
    assert changed.counts["rows_stored"] == 1
    assert young(workspace) == [(55.0, False)]
    assert changed.act_id is not None
    history.undo(workspace, COORDINATOR, changed.act_id)
    assert young(workspace) == [(50.0, False)]


def test_figures_of_two_files_are_not_added_up(bring: Bring, workspace: Workspace) -> None:
    """Other bands of the same area and year stand in place of the old: 6 of 10 years of 50, and 33."""
    bring("areas.geojson", areas(), "areas")
    bring("figures.csv", FIGURES, "population")
    other = "DeSO 2018;Ålder;År;Antal\n0180C1010;6-15 år;2023;50\n0180C1010;16-19 år;2023;33\n"
    bring("other.csv", other, "population")
    assert young(workspace) == [(50 * 6 / 10 + 33, True)]


def test_what_lies_outside_the_municipality_is_asked_about(bring: Bring) -> None:
    """With a boundary a far place is a question; answered it is stored, and not asked about again."""
    bring("town.geojson", areas(kind="kommun"), "areas")
    head = "plats;lat;lon;datum;start;slut;antal\n"
    near, far = (
        f"{name};{lat};18.05;2026-09-18;18:00;21:00;2\n" for name, lat in (("Nära", 59.35), ("Fjärran", 57.7))
    )
    first = bring("walk.csv", head + near + far, "roster").counts
    assert (first["rows_stored"], first["rows_pending"]) == (1, 1)
    assert bring("walk.csv", head + near + far, "roster", accept=["place_outside"]).counts["rows_stored"] == 1
    again = bring("walk.csv", head + near + far, "roster").counts
    assert (again["rows_duplicate"], again["rows_pending"]) == (2, 0)


def test_two_places_of_one_name_at_one_spot_are_one(bring: Bring, workspace: Workspace) -> None:
    """A row that says the name alone finds the place whose kind is known, not a queue; 2 km apart they stay two."""
    places = "namn;lat;lon;typ\nBiblioteket;59.35;18.05;bibliotek\nBiblioteket;59.3503;18.05;\n"
    bring("places.csv", places + "Torget;59.35;18.05;torg\nTorget;59.37;18.05;\n", "places")
    row = ";2026-09-18;18:00;21:00;2\n"
    bring("walk.csv", "plats;datum;start;slut;antal\nBiblioteket" + row + "Torget" + row, "roster")
    kinds = workspace.store.frame("place").set_index("id")["kind"]
    assert list(workspace.store.frame("shift")["place_id"].map(kinds)) == ["library"]
    assert unplaced_rows.waiting(workspace, COORDINATOR)["place"].tolist() == ["Torget"]


def squares(*said: dict[str, object], wide: float = 0.01) -> str:
    """Return a map of squares side by side from 18 degrees east, 59.3 degrees north, one with each attributes."""
    features = []
    for at, properties in enumerate(said):
        west, south = 18 + at * 0.01, 59.3
        ring = [[west + wide * x, south + wide * y] for x, y in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))]
        shape = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": properties, "geometry": shape})
    return json.dumps({"type": "FeatureCollection", "features": features})


@pytest.mark.parametrize(
    "head",
    [
        "Kod;Ålder;År;Antal\n111;{ages}0112;{ages}", "NYKO;Ålder;År;Antal\n0111;{ages}112;{ages}",
        "Delområde;Ålder;År;Antal\n0111 Norr;{ages}112;{ages}",
        "Basområde;Ålder;År;Antal\nNORR;{ages}So\u0308der;{ages}",
    ],
)  # fmt: skip
def test_residents_find_their_areas_however_the_code_is_written(
    bring: Bring, workspace: Workspace, head: str
) -> None:
    """Without the zeros before it, before the name, in the column of names, or by the name in other writing."""
    bring(
        "omr.geojson", squares({"NYKO": "0111", "NAMN": "Norr"}, {"NYKO": "0112", "NAMN": "Söder"}), "areas"
    )
    bring("bef.csv", head.format(ages="10-19;2025;50\n"), "population")
    assert list(workspace.store.frame("area")["code"]) == ["0111", "0112"]
    assert list(workspace.store.frame("area_population")["count"]) == [50.0, 50.0]


def test_a_code_that_two_areas_have_without_their_zeros_is_not_certain(
    bring: Bring, workspace: Workspace
) -> None:
    """011 and 0011 are two areas: 11 is neither."""
    bring("omr.geojson", squares({"kod": "011", "namn": "A"}, {"kod": "0011", "namn": "B"}), "areas")
    bring("bef.csv", "Kod;Ålder;År;Antal\n11;10-19;2025;50\n", "population")
    assert workspace.store.frame("area_population").empty


def test_areas_that_come_again_with_codes_are_the_same(bring: Bring, workspace: Workspace) -> None:
    """One name on one ground is one area, whatever its writing; on other ground it is another."""
    bring("a.geojson", squares({"namn": "Östra"}, {"namn": "Västra"}), "areas")
    bring("b.geojson", squares({"namn": "O\u0308STRA", "kod": "1"}, {"namn": "Västra", "kod": "2"}), "areas")
    assert sorted(workspace.store.frame("area")["code"]) == ["1", "2"]
    bring("c.geojson", squares({"namn": "Östra", "kod": "9"}, wide=0.005), "areas")
    assert len(workspace.store.frame("area")) == 3


def test_an_area_in_parts_is_put_together(bring: Bring, workspace: Workspace) -> None:
    """Two squares side by side that say the same are one area, and it is told; one over the other is asked about."""
    parts = squares({"namn": "Norr", "kod": "1"}, {"namn": "Norr", "kod": "1"}, {"namn": "Söder", "kod": "2"})
    counts = bring("a.geojson", parts, "areas").counts
    assert (counts["rows_stored"], counts["rows_duplicate"]) == (2, 1)
    bounds = workspace.store.frame("area")["geometry"].map(lambda shape: shape.bounds[2] - shape.bounds[0])
    assert bounds[0] == pytest.approx(2 * bounds[1], rel=0.05)
    twice = squares({"namn": "Öster"}, {"namn": "Öster"}, wide=0.015)
    assert bring("b.geojson", twice, "areas").counts["rows_pending"] == 2
