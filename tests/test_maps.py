"""What reaches folium is one string that nothing reads as code, and no link leaves the machine."""

import base64
import json
from pathlib import Path
from typing import Any

import branca.colormap
import folium
import folium.plugins
import jinja2
import numpy as np
import pandas as pd
import pytest
from folium.utilities import JsCode
from hypothesis import given
from hypothesis import strategies as st

from karta import maps
from karta.errors import ContractError
from karta.maps import drawing as maps_drawing
from karta.ui.gap_map import labels

ASSET_URL = {"leaflet": "../leaflet/", "map_assets": "../own/"}
HOSTILE = [
    "{{7*7}}",
    "{% raw %}",
    "<img src=x onerror=alert(1)>",
    "${7*7}",
    '\\"',
    "\u202e</script>",
    "`'\u2028",
]
texts = st.text() | st.sampled_from(HOSTILE)
values = st.recursive(
    texts | st.integers() | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def read_as_javascript(literal: str) -> str:
    """Return what JavaScript reads in a string literal that escapes by \\uXXXX alone: an oracle of our own."""
    units = []
    i = 0
    while i < len(literal):
        if literal[i] == "\\":
            assert literal[i + 1] == "u"
            units.append(int(literal[i + 2 : i + 6], 16))
            i += 6
        else:
            units.append(ord(literal[i]))
            i += 1
    return b"".join(unit.to_bytes(2, "little") for unit in units).decode("utf-16-le", "surrogatepass")


def picture(**changes: Any) -> maps.MapPicture:
    """Return a picture of two places and three hours over midnight."""
    facts: dict[str, Any] = {
        "bounds": (15.0, 59.0, 15.1, 59.1),
        "base": {"streets": {"type": "FeatureCollection", "features": []}},
        "places": pd.DataFrame(
            {
                "place_id": ["a", "b"],
                "name": ["{{7*7}}", "B"],
                "kind": ["square", "school"],
                "kind_label": ["Torg", "Skola"],
                "lon": [15.01, 15.02],
                "lat": [59.01, 59.02],
            }
        ),
        "hours": ["fre 18 sep 22-23", "fre 18 sep 23-00", "lör 19 sep 00-01"],
        "states": np.array([[4, 3, 2], [0, 1, 5]], dtype=np.uint8),
        "gap": np.array([[2.0, 0.5, 0.0], [np.nan, 0.0, np.nan]]),
        "presence": np.array([[0.0, 1.5, 2.0], [0.0, 0.0, np.nan]]),
        "hour": 1,
        "selected": "a",
        "labels": labels(),
        "attribution": "\u00a9 someone",
    }
    return maps.MapPicture(**(facts | changes))


def sent_to_browser(drawing: maps.Drawing) -> dict[str, Any]:
    """Return the data that a drawing carries, read as the browser reads it."""
    (carrier,) = drawing.data._children.values()
    found: dict[str, Any] = json.loads(read_as_javascript(carrier.text))
    return found


@given(values)
def test_what_is_encoded_survives_any_number_of_templates(value: object) -> None:
    """Rendered twice as a Jinja template, the encoded text is unchanged and reads as the same JSON."""
    encoded = maps.encode(json.dumps(value, ensure_ascii=False))
    rendered = jinja2.Template(jinja2.Template(encoded).render()).render()
    assert rendered == encoded
    assert json.loads(read_as_javascript(rendered)) == value


@given(texts, texts)
def test_encoding_goes_letter_by_letter(first: str, second: str) -> None:
    """Two texts may be encoded apart and joined: the base map, encoded once, is set into every picture so."""
    assert maps.encode(first) + maps.encode(second) == maps.encode(first + second)


@given(st.text(alphabet=st.characters(), min_size=1))
def test_nothing_dangerous_is_left(text: str) -> None:
    """Whatever comes in, out come letters, digits, the escapes' backslashes and harmless signs alone."""
    assert not set(maps.encode(text)) & set("&<>\"'{}$%`_()#;\u2028\u2029\n\r")


def test_a_name_passes_through_foliums_page_as_typed() -> None:
    """folium renders its page as a template of a template; a template in a name comes out of it unread."""
    drawing = maps.gap_map(picture(), asset_url=ASSET_URL)
    drawing.data.add_to(drawing.map)
    page = drawing.map.get_root().render()
    literal = page.split('window.karta.show("')[1].split('");')[0]
    assert json.loads(read_as_javascript(literal))["places"]["name"] == ["{{7*7}}", "B"]


def test_every_link_of_the_map_is_local_and_exists() -> None:
    """The whole rendered page names no address, and every linked file lies in the folder it is served from."""
    drawing = maps.gap_map(picture(), asset_url=ASSET_URL)
    links = [
        link for element in maps_drawing._tree(drawing.map) for link in getattr(element, "default_js", [])
    ]
    links += [
        link for element in maps_drawing._tree(drawing.map) for link in getattr(element, "default_css", [])
    ]
    assert len(links) == 1 + len(maps_drawing.OWN_SCRIPTS) + 2
    folders = {url: maps.ASSET_FOLDERS[name] for name, url in ASSET_URL.items()}
    for _, link in links:
        folder = next(folder for url, folder in folders.items() if link.startswith(url))
        assert (folder / Path(link).name).is_file()
    assert "//" not in drawing.map.get_root().render()


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
        maps.offline(plain, ASSET_URL)


def test_folium_keeps_its_own_links_for_others() -> None:
    """Turning one map's links to local files leaves folium's shared lists as they were."""
    before = list(folium.Map.default_js), list(maps_drawing._OwnScripts.default_js)
    maps.gap_map(picture(), asset_url=ASSET_URL)
    assert (folium.Map.default_js, maps_drawing._OwnScripts.default_js) == before


def test_the_map_itself_is_the_same_for_every_picture() -> None:
    """Two pictures differ in the layer of data only: the frame in the browser need not be built anew."""

    def script(shown: maps.MapPicture) -> str:
        drawn = maps.gap_map(shown, asset_url=ASSET_URL).map
        drawn._id = "same"
        return str(drawn._template.module.script(drawn, {}))

    assert script(picture()) == script(picture(hour=2, bounds=(16.0, 60.0, 16.1, 60.1), selected=None))


def test_figures_arrive_as_they_were_to_a_hundredth() -> None:
    """States, adults missing and adults present come back out of the packing; a missing figure is 0."""
    data = sent_to_browser(maps.gap_map(picture(), asset_url=ASSET_URL, answer_to=("m", 3)))
    assert list(base64.b64decode(data["states"])) == [4, 3, 2, 0, 1, 5]
    assert np.frombuffer(base64.b64decode(data["gap"]), "<u2").tolist() == [200, 50, 0, 0, 0, 0]
    assert np.frombuffer(base64.b64decode(data["presence"]), "<u2").tolist() == [0, 150, 200, 0, 0, 0]
    assert data["places"]["name"] == ["{{7*7}}", "B"]
    assert data["days"] == [[0, "fre 18 sep"], [2, "lör 19 sep"]]
    assert data["view"] == {"hour": 1, "selected": "a"}
    assert data["answer_to"] == ["m", 3]


def test_the_ground_is_packed_in_steps_of_microdegrees() -> None:
    """A line through three points, a multi-polygon with a hole and a stream, worked out by hand."""
    street = {"type": "LineString", "coordinates": [[15.0, 59.0], [15.00001, 59.0], [15.00001, 58.99998]]}
    square = [[0, 0], [2, 0], [2, 2], [0, 0]]
    layers: dict[str, Any] = {
        "streets": {
            "features": [
                {"properties": {"class": "major"}, "geometry": street},
                {"properties": {"class": "no such class"}, "geometry": street},
                {"properties": None, "geometry": None},
            ]
        },
        "water": {
            "features": [
                {"geometry": {"type": "MultiPolygon", "coordinates": [[square, square], [square]]}},
                {"geometry": {"type": "LineString", "coordinates": [[1, 1, 7], [1, 2, 7]]}},
            ]
        },
    }
    base = maps.base_map(layers)
    packed = json.loads(read_as_javascript(base.text))
    ring = [0, 0, 2_000_000, 0, 0, 2_000_000, -2_000_000, -2_000_000]
    assert packed["streets"]["major"] == [[15_000_000, 59_000_000, 10, 0, 0, -20]]
    assert packed["streets"]["minor"] == packed["streets"]["major"]
    assert packed["water"] == [[ring, ring], [ring]]
    assert packed["streams"] == [[1_000_000, 1_000_000, 0, 1_000_000]]
    assert packed["green"] == packed["buildings"] == []
    assert base.street_count == 2
    assert base == maps.base_map(layers)
    assert base.key != maps.base_map({}).key


def test_a_place_without_a_position_is_named() -> None:
    """A place that lies nowhere cannot be drawn: the fault says which."""
    places = picture().places.assign(lat=[59.01, np.nan])
    with pytest.raises(ContractError) as fault:
        picture(places=places)
    assert fault.value.facts == {"places": ["b"]}


@pytest.mark.parametrize(
    "change",
    [
        {"states": np.zeros((2, 2), dtype=np.uint8)},
        {"gap": np.zeros((1, 3))},
        {"presence": np.zeros((2, 3, 1))},
        {"hour": 3},
        {"hour": -1},
        {"labels": {"map": "only this"}},
    ],
)
def test_a_picture_that_does_not_add_up_is_refused(change: dict[str, Any]) -> None:
    """Tables of another shape than places x hours, an hour outside the period and missing texts are faults."""
    with pytest.raises(ContractError):
        picture(**change)


def test_picking_a_point_carries_the_point_and_no_week() -> None:
    """The map for putting a place holds the point so far and the places to find one's way by."""
    shown = picture()
    pick = maps.PickPicture(shown.bounds, shown.base, shown.labels, "x", (15.03, 59.03), shown.places)
    data = sent_to_browser(maps.pick_map(pick, asset_url=ASSET_URL))
    assert data["mode"] == "pick"
    assert data["view"] == {"point": [15.03, 59.03]}
    assert data["places"]["place_id"] == ["a", "b"]
    bare = maps.PickPicture(shown.bounds, shown.base, shown.labels, "x")
    assert sent_to_browser(maps.pick_map(bare, asset_url=ASSET_URL))["places"]["place_id"] == []


def test_both_languages_have_every_text_of_the_map() -> None:
    """No label is a missing key in brackets, in Swedish or in English."""
    for language in ("sv", "en"):
        said = labels(language)
        assert set(said) == set(maps.LABELS)
        assert not [text for text in said.values() if text.startswith("[")]


def test_an_own_script_of_folium_is_not_our_concern_but_its_link_is() -> None:
    """JavaScript written into a folium element has no link of its own and passes; the same element with one stops."""
    plain = folium.Map(tiles=None)
    plain.add_child(folium.elements.EventHandler("click", JsCode("() => 1")))
    assert maps.offline(plain, ASSET_URL) is plain
    plain.add_js_link("stranger", "https://scripts.example.org/a.js")
    with pytest.raises(maps.MapAssetError):
        maps.offline(plain, ASSET_URL)
