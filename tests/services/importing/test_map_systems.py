"""Maps in a system that is not said, or not the one that is: the town tells which it may be, and it is asked."""

import json
from pathlib import Path
from typing import Any

import pytest

from karta.i18n import issue_text
from karta.services.importing.acceptance import apply, preview
from karta.services.importing.changeset import ChangeSet
from karta.services.workspace import Workspace
from karta.sources.reading import read
from tests.services.importing.rows import COORDINATOR

# 15 degrees is the middle of the zone SWEREF 99 15 00 (EPSG:3009): its easting there is 150000 by definition, and the
# northing of 60 degrees is the meridian's length from the equator. In SWEREF 99 TM the same point is METRES.
ZONE, METRES = (150_000.0, 6_654_072.8), (500_000.0, 6_651_411.2)


def _areas(folder: Path, declared: str | None, *, swapped: bool = False, **answers: Any) -> Any:
    """Return the intake of a map of two areas of 2 x 2 km beside each other, around ZONE in its own numbers."""
    features = []
    for name, west in (("Västra", ZONE[0] - 2000), ("Östra", ZONE[0])):
        corners = [
            (west + 2000 * x, ZONE[1] - 1000 + 2000 * y) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))
        ]
        ring = [corner[::-1] for corner in corners] if swapped else corners
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": {"delomrade": name}, "geometry": geometry})
    content: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if declared:
        content["crs"] = {"type": "name", "properties": {"name": declared}}
    path = folder / "omraden.geojson"
    path.write_text(json.dumps(content), encoding="utf-8")
    return read(path, "areas", answers=answers, isolate=False)


def _town(workspace: Workspace, folder: Path) -> None:
    """Put three places around 60 degrees north, 15 degrees east on the map."""
    path = folder / "platser.csv"
    path.write_text(
        "namn;lat;lon\nTorget;60,000;15,000\nHallen;60,006;15,020\nParken;59,995;14,980\n", encoding="utf-8"
    )
    apply(workspace, COORDINATOR, preview(workspace, COORDINATOR, read(path, "places", isolate=False)))


def _asked(changes: ChangeSet) -> dict[str, str]:
    """Return the systems that each question proposes, by its code."""
    asked = [issue for issue in changes.issues if issue.severity == "question"]
    return {issue.code: str(dict(issue.facts).get("systems", "")) for issue in asked}


@pytest.mark.parametrize(
    ("crs", "code"), [(None, "crs_unknown"), ("EPSG:3006", "crs_doubtful"), ("EPSG:3010", "crs_doubtful")]
)
def test_the_zone_is_proposed_in_which_the_map_is_in_the_town(
    workspace: Workspace, tmp_path: Path, crs: str | None, code: str
) -> None:
    """Unsaid, said to be the whole country's, or a neighbouring zone: one proposal, asked together with the columns."""
    _town(workspace, tmp_path)
    changes = preview(workspace, COORDINATOR, _areas(tmp_path, crs))
    assert _asked(changes) == {"column_proposed": "", code: "EPSG:3009"}
    assert (changes.rows_stored, changes.rows_pending) == (0, 2)
    told = next(issue for issue in changes.issues if issue.code == code)
    assert "EPSG:3009 (SWEREF 99 15 00)" in issue_text(told, "sv")
    answers = {"crs": "EPSG:3009", "accept": ["column_proposed"]}
    changes = preview(workspace, COORDINATOR, _areas(tmp_path, crs, **answers))
    assert (_asked(changes), changes.rows_stored) == ({}, 2)
    middle = changes.new["geometry"][1].bounds[0], changes.new["geometry"][1].centroid.y
    assert middle == pytest.approx(METRES, abs=1.5)


def test_a_map_that_is_where_it_says_is_not_asked_about(workspace: Workspace, tmp_path: Path) -> None:
    """In its own zone it is in the town; and where nothing is known of a town nothing can contradict it."""
    accept = ["column_proposed"]
    assert _asked(preview(workspace, COORDINATOR, _areas(tmp_path, "EPSG:3010", accept=accept))) == {}
    _town(workspace, tmp_path)
    assert _asked(preview(workspace, COORDINATOR, _areas(tmp_path, "EPSG:3009", accept=accept))) == {}


@pytest.mark.parametrize(("crs", "code"), [(None, "crs_unknown"), ("EPSG:3006", "crs_doubtful")])
def test_without_a_town_no_zone_is_proposed(
    workspace: Workspace, tmp_path: Path, crs: str | None, code: str
) -> None:
    """Numbers of a zone fit each of them: it is asked which, never guessed."""
    changes = preview(workspace, COORDINATOR, _areas(tmp_path, crs))
    assert _asked(changes) == {"column_proposed": "", code: ""}
    told = next(issue for issue in changes.issues if issue.code == code)
    assert dict(told.facts)["guess"] == "EPSG:3007-3018"


def test_axes_that_changed_places_are_asked_about_in_the_same_round(
    workspace: Workspace, tmp_path: Path
) -> None:
    """North before east in a zone that is not said: both are asked, and the answers put the areas into the town."""
    _town(workspace, tmp_path)
    changes = preview(workspace, COORDINATOR, _areas(tmp_path, "EPSG:3006", swapped=True))
    assert _asked(changes) == {"column_proposed": "", "coordinates_swapped": "", "crs_doubtful": "EPSG:3009"}
    answers = {"crs": "EPSG:3009", "accept": ["column_proposed", "coordinates_swapped"]}
    changes = preview(workspace, COORDINATOR, _areas(tmp_path, "EPSG:3006", swapped=True, **answers))
    assert (_asked(changes), changes.rows_stored) == ({}, 2)
    assert changes.new["geometry"][1].bounds[0] == pytest.approx(METRES[0], abs=1.5)
