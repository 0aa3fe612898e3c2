"""No link of the map leaves the machine, and what is drawn fits its picture."""

import importlib
from typing import Any

import branca.colormap
import folium
import folium.plugins
import pytest
from folium.utilities import JsCode

from karta import maps
from karta.errors import ContractError
from karta.maps import drawing as maps_drawing
from karta.ui.gap_map import labels
from tests.maps.pictures import AT, picture, sent_to_browser, week


def test_every_link_of_the_map_is_our_own() -> None:
    """The whole rendered page names no address, and links one script and one style: those it was given."""
    drawing = maps.gap_map(picture(), at=AT)
    elements = list(maps_drawing._tree(drawing.map))
    links = [link for element in elements for _, link in getattr(element, "default_js", [])]
    links += [link for element in elements for _, link in getattr(element, "default_css", [])]
    assert links == [AT.script, AT.style]
    assert "//" not in drawing.map.get_root().render()


def test_the_bundle_holds_leaflet_and_every_script_of_ours() -> None:
    """One script and one style with all that the map needs; no script of the folder is forgotten."""
    ours = maps.bundle()
    script = (ours.folder / ours.script).read_text(encoding="utf-8")
    bundled = importlib.import_module("karta.maps.bundle")
    of_page = {
        "week_grid.js", "row_table.js", "paper.js", "own_words.js", "place_links.js", "copy_link.js", "shift_board.js",
        "manners.js",
    }  # fmt: skip
    own = [path for path in bundled.OWN.glob("*.js") if path.name not in of_page]
    assert len(own) == len(bundled.SCRIPTS) - 1
    assert all(path.read_text(encoding="utf-8") in script for path in (*own, bundled.LEAFLET / "leaflet.js"))
    assert ".karta-legend" in (ours.folder / ours.style).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "stranger",
    [
        folium.plugins.HeatMap([[59.0, 15.0]]),
        folium.TileLayer("https://tiles.example.org/{z}/{x}/{y}.png", attr="x"),
        folium.TileLayer("OpenStreetMap"),
        branca.colormap.linear.YlGn_09.scale(0, 1),
    ],
    ids=["plugin", "tiles", "named tiles", "colour scale"],
)
def test_what_is_not_known_to_be_local_is_refused(stranger: Any) -> None:
    """A plugin's own script, picture tiles and a colour scale stop the map instead of asking another host."""
    plain = folium.Map(tiles=None)
    layer = folium.FeatureGroup().add_to(plain)
    layer.add_child(stranger)
    with pytest.raises(maps.MapAssetError):
        maps.offline(plain, AT.script, AT.style)


def test_an_own_script_of_folium_is_not_our_concern_but_its_link_is() -> None:
    """JavaScript written into a folium element has no link of its own and passes; the same element with one stops."""
    plain = folium.Map(tiles=None)
    plain.add_child(folium.elements.EventHandler("click", JsCode("() => 1")))
    assert maps.offline(plain, AT.script, AT.style) is plain
    plain.add_js_link("stranger", "https://scripts.example.org/a.js")
    with pytest.raises(maps.MapAssetError):
        maps.offline(plain, AT.script, AT.style)


def test_folium_keeps_its_own_links_for_others() -> None:
    """Turning one map's links to local files leaves folium's shared lists as they were."""
    before = list(folium.Map.default_js), list(maps_drawing._OwnScripts.default_js)
    maps.gap_map(picture(), at=AT)
    assert (folium.Map.default_js, maps_drawing._OwnScripts.default_js) == before


def test_the_map_itself_is_the_same_for_every_picture() -> None:
    """Two pictures differ in the layer of data only: the frame in the browser need not be built anew."""

    def script(shown: maps.MapPicture) -> str:
        drawn = maps.gap_map(shown, at=AT).map
        drawn._id = "same"
        return str(drawn._template.module.script(drawn, {}))

    assert script(picture()) == script(picture(hour=2, bounds=(16.0, 60.0, 16.1, 60.1), selected=None))


def test_what_is_fetched_is_named_and_the_view_is_sent() -> None:
    """folium carries addresses, hour, mark and jumps; a week of the same content has the same name."""
    contents = sent_to_browser(maps.gap_map(picture(), at=AT, answer_to=("m", 3)))
    key = maps.pack_week(week()).parcel.key
    assert contents["week"] == {"key": key, "url": f"../../media/{key}.bin"}
    assert contents["view"] == {"hour": 1, "selected": "a"}
    assert contents["answer_to"] == ["m", 3]
    assert contents["jumps"][1] == {"label": "Nu", "hour": 20, "week": "2026-09-21"}
    assert maps.pack_week(week(hours=["x 1", "x 2", "x 3"])).parcel.key != key


def test_picking_a_point_carries_the_point_and_no_week() -> None:
    """The map for putting a place holds the point so far and the places to find one's way by."""
    shown = picture()
    pick = maps.PickPicture(shown.bounds, shown.base, shown.labels, "x", (15.03, 59.03), week().places)
    contents = sent_to_browser(maps.pick_map(pick, at=AT))
    assert contents["mode"] == "pick"
    assert contents["view"] == {"point": [15.03, 59.03], "marks": []}
    bare = sent_to_browser(
        maps.pick_map(maps.PickPicture(shown.bounds, shown.base, shown.labels, "x"), at=AT)
    )
    assert bare["week"]["key"] != contents["week"]["key"]
    assert bare["view"] == {"point": None, "marks": []}


@pytest.mark.parametrize("change", [{"hour": 3}, {"hour": -1}, {"labels": {"map": "only this"}}])
def test_a_picture_that_does_not_add_up_is_refused(change: dict[str, Any]) -> None:
    """An hour outside the period and missing texts are faults."""
    with pytest.raises(ContractError):
        picture(**change)


def test_both_languages_have_every_text_of_the_map() -> None:
    """No label is a missing key in brackets, in Swedish or in English."""
    for language in ("sv", "en"):
        texts = labels(language)
        assert set(texts) == set(maps.LABELS)
        assert not [text for text in texts.values() if text.startswith("[")]
