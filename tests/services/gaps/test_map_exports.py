"""Files for other maps and pictures of the map: what a row is, where it lies, and what stands on each of them."""

import io
import json
import time
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import pyogrio
import pytest
from PIL import Image

from karta.errors import NotAllowedError
from karta.privacy import Viewer
from karta.services.gaps import exports, period, pictures
from karta.services.importing import entries
from karta.services.needs import rule_rows
from karta.services.register import exports as register_exports
from karta.services.register import organisations
from karta.services.register import places as register_places
from karta.services.sheets import meeting_sheet
from karta.services.workspace import Workspace, create

FRIDAY = date(2026, 9, 18)
VIEWER = Viewer("samordnare", "local")
EVIL = "<script>alert(1)</script> & Torget"
STAMP = "Luckor med plats och timme: får inte publiceras."


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Give a square that asks for three adults on Friday 20-23, and a place that nobody has put on the map."""
    made = create(tmp_path_factory.mktemp("maps"), now=lambda: datetime(2026, 9, 16, 10, tzinfo=UTC))
    entries.add_place(made, VIEWER, name=EVIL, kind="square", lat=59.0, lon=15.0)
    square = str(register_places.places(made, VIEWER)["id"].iloc[0])
    with made.store.act(VIEWER.function, "add") as act:
        act.insert("place", [{"name": "Utan läge", "kind": "park"}])
    entries.expect_source(made, VIEWER, org="Vandrarna", place_id=square)
    organisations.confirm_source(made, VIEWER, "Vandrarna", square, date(2026, 9, 30))
    rule_rows.decide_need(
        made, VIEWER, place_id=square, days="FR", responsible="Kommunen", adults=3, start="20:00", end="23:00"
    )
    return made


def test_the_list_lies_on_a_map(workspace: Workspace, tmp_path: Path) -> None:
    """GeoJSON and GeoPackage have the one gap at its place, in local time, and the stamp; twice the same bytes."""
    week = period.week(workspace, VIEWER, FRIDAY)
    sheet = meeting_sheet.meeting(workspace, VIEWER, FRIDAY, period=week)
    told = json.loads(exports.export(workspace, VIEWER, week, sheet, "list", "geojson"))
    (feature,) = told["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [15.0, 59.0]}
    facts = feature["properties"]
    assert (facts["Plats"], facts["Läge"], facts["Vuxentimmar"]) == (EVIL, "lucka", 9)
    assert facts["Från"] == "2026-09-18T20:00:00+02:00"
    assert told["about"]["Spridning"] == STAMP
    assert told["about"]["Framtaget för"] == "samordnare"
    file = tmp_path / "list.gpkg"
    file.write_bytes(exports.export(workspace, VIEWER, week, sheet, "list", "gpkg"))
    time.sleep(1.1)
    assert exports.export(workspace, VIEWER, week, sheet, "list", "gpkg") == file.read_bytes()
    (row,) = gpd.read_file(file, layer="luckor").itertuples()
    assert (round(row.geometry.x, 6), round(row.geometry.y, 6), row.Plats) == (15.0, 59.0, EVIL)
    assert STAMP in set(pyogrio.read_dataframe(file, layer="about")["value"])
    for form in ("csv", "xlsx"):
        assert exports.export(workspace, VIEWER, week, sheet, "list", form)
    assert f"Spridning;{STAMP}" in exports.export(workspace, VIEWER, week, sheet, "list", "csv").decode()


def test_a_picture_says_for_whom_it_is(workspace: Workspace) -> None:
    """SVG of an hour has the place's name as text, never as markup, its three adults and the stamp; PNG opens."""
    week = period.week(workspace, VIEWER, FRIDAY)
    sheet = meeting_sheet.meeting(workspace, VIEWER, FRIDAY, period=week)
    picture = ET.fromstring(pictures.export(workspace, VIEWER, week, sheet, 4 * 24 + 14, "svg").decode())
    texts = [element.text for element in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert EVIL in texts
    assert "3" in texts
    assert any(text.startswith(f"{STAMP} Framtaget för: samordnare") for text in texts if text)
    assert "Luckor fre 18 sep 20\u201321, vecka 38 · Hela kommunen" in texts
    whole = pictures.export(workspace, VIEWER, week, sheet, None, "png")
    with Image.open(io.BytesIO(whole)) as opened:
        assert opened.size[0] == 2400
    assert b"prefers-color-scheme: dark" in pictures.week_picture(workspace, VIEWER, week)
    other = Viewer("skolvärd", "school_host")
    with pytest.raises(NotAllowedError):
        pictures.export(workspace, other, week, sheet, None, "svg")
    with pytest.raises(NotAllowedError):
        exports.export(workspace, other, week, sheet, "list", "geojson")


def test_the_register_leaves_without_needs(workspace: Workspace) -> None:
    """Both places, the one without a position without geometry; nothing of needs, and no stamp."""
    told = json.loads(register_exports.export(workspace, VIEWER, "geojson"))
    assert [(one["properties"]["Plats"], one["geometry"]) for one in told["features"]] == [
        (EVIL, {"type": "Point", "coordinates": [15.0, 59.0]}), ("Utan läge", None),
    ]  # fmt: skip
    for form in ("csv", "xlsx", "gpkg", "svg", "png"):
        assert register_exports.export(workspace, VIEWER, form)
    assert "publiceras" not in register_exports.export(workspace, VIEWER, "svg").decode()
