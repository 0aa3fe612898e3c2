"""What reaches folium is one string that nothing reads as code, and no link leaves the machine."""

import importlib
import json
import zlib
from itertools import pairwise
from typing import Any

import branca.colormap
import folium
import folium.plugins
import geopandas as gpd
import jinja2
import numpy as np
import pandas as pd
import pytest
import shapely
from folium.utilities import JsCode
from hypothesis import given
from hypothesis import strategies as st

from karta import maps
from karta.errors import ContractError
from karta.maps import drawing as maps_drawing
from karta.ui.gap_map import labels

AT = maps.Addresses(
    script="../own/map.js",
    style="../own/map.css",
    parcel=lambda parcel: f"../../media/{parcel.key}.bin",
    ground=lambda base: f"../ground/{base.key}/",
)
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


def week(**changes: Any) -> maps.Week:
    """Return a week of two places and three hours over midnight."""
    facts: dict[str, Any] = {
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
    }
    return maps.Week(**(facts | changes))


def picture(**changes: Any) -> maps.MapPicture:
    """Return a picture of that week."""
    facts: dict[str, Any] = {
        "bounds": (15.0, 59.0, 15.1, 59.1),
        "base": maps.base_map({}),
        "week": maps.pack_week(week()),
        "hour": 1,
        "selected": "a",
        "labels": labels(),
        "attribution": "\u00a9 someone",
        "areas": [("Öster {{7*7}}", 15.05, 59.05)],
        "jumps": [maps.Jump("Fredag natt", 1), maps.Jump("Nu", 20, "2026-09-21")],
    }
    return maps.MapPicture(**(facts | changes))


def opened(content: bytes) -> dict[str, Any]:
    """Return a parcel as the browser opens it: an oracle of our own, byte by byte."""
    plain = zlib.decompress(content)
    length = int.from_bytes(plain[:4], "little")
    found: dict[str, Any] = json.loads(plain[4 : 4 + length])
    for name, kind, at, count in found["arrays"]:
        size = int(kind[1])
        assert (4 + length + at) % size == 0, "a typed array must start on a whole word"
        body = plain[4 + length + at :]
        parts = (body[size * i : size * i + size] for i in range(count))
        found[name] = [int.from_bytes(part, "little", signed=kind[0] == "i") for part in parts]
    return found


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


def test_a_text_passes_through_foliums_page_as_typed() -> None:
    """folium renders its page as a template of a template; a template in a name comes out of it unread."""
    drawing = maps.gap_map(picture(), at=AT)
    drawing.data.add_to(drawing.map)
    page = drawing.map.get_root().render()
    literal = page.split('window.karta.show("')[1].split('");')[0]
    assert json.loads(read_as_javascript(literal))["areas"] == [["Öster {{7*7}}", 15.05, 59.05]]


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
    own = [
        path
        for path in bundled.OWN.glob("*.js")
        if path.name != "week_grid.js" and path.name != "row_table.js"
    ]
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
    data = sent_to_browser(maps.gap_map(picture(), at=AT, answer_to=("m", 3)))
    key = maps.pack_week(week()).parcel.key
    assert data["week"] == {"key": key, "url": f"../../media/{key}.bin"}
    assert data["view"] == {"hour": 1, "selected": "a"}
    assert data["answer_to"] == ["m", 3]
    assert data["jumps"][1] == {"label": "Nu", "hour": 20, "week": "2026-09-21"}
    assert maps.pack_week(week(hours=["x 1", "x 2", "x 3"])).parcel.key != key


def test_figures_arrive_as_they_were_to_a_hundredth() -> None:
    """States, adults missing, adults present and marks come back out of the looks; a missing figure is 0."""
    marks = np.array([[0, maps.DOUBLE, 0], [0, 0, maps.OPEN_UNSTAFFED]], dtype=np.uint8)
    found = opened(maps.pack_week(week(marks=marks)).parcel.content)
    by_hour = [found["looks"][cell] for cell in found["cells"]]
    assert by_hour == [
        [4, 200, 0, 0], [0, 0, 0, 0], [3, 50, 150, 1], [1, 0, 0, 0], [2, 0, 200, 0], [5, 0, 0, 2],
    ]  # fmt: skip
    assert found["name"] == ["{{7*7}}", "B"]
    assert found["days"] == [[0, "fre 18 sep"], [2, "lör 19 sep"]]
    assert (found["lon"], found["lat"]) == ([15_010_000, 15_020_000], [59_010_000, 59_020_000])
    assert [found["kinds"][number] for number in found["kind"]] == [["square", "Torg"], ["school", "Skola"]]


def test_more_than_256_looks_take_two_bytes_and_too_many_are_rounded() -> None:
    """300 different figures come back exactly; 70,000 come back to a tenth."""
    for count, error in ((300, 0), (70_000, 5)):
        amounts = np.arange(count, dtype=float)[None, :] / 100
        plain = np.full((1, count), 4, dtype=np.uint8)
        one = week().places.iloc[[0]]
        shown = maps.Week(one, [f"x {n}" for n in range(count)], plain, amounts % 600, amounts // 600)
        found = opened(maps.pack_week(shown).parcel.content)
        got = [found["looks"][cell][1] for cell in found["cells"]]
        wanted = np.rint((amounts % 600) * 100)[0]
        assert max(abs(np.array(got) - wanted)) <= error
        assert {name: kind for name, kind, _, _ in found["arrays"]}["cells"] == "u2"


def test_a_walk_arrives_with_its_line_and_hours() -> None:
    """A route of two points over the second hour: steps in microdegrees and the hours, both included."""
    walk = maps.Walk("Vandring <b>", [(15.0, 59.0), (15.00001, 59.0)], [(1, 1)])
    found = opened(maps.pack_week(week(walks=[walk])).parcel.content)
    assert found["walks"] == [
        {"name": "Vandring <b>", "line": [15_000_000, 59_000_000, 10, 0], "hours": [[1, 1]]}
    ]


def test_the_ground_is_packed_in_steps_of_microdegrees() -> None:
    """A line through three points, a multi-polygon with a hole and a stream, worked out by hand."""
    street = {"type": "LineString", "coordinates": [[15.0, 59.0], [15.00001, 59.0], [15.00001, 58.99998]]}
    square = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]
    hole = [[1, 1], [1, 2], [2, 2], [1, 1]]
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
                {"geometry": {"type": "MultiPolygon", "coordinates": [[square, hole]]}},
                {"geometry": {"type": "LineString", "coordinates": [[1, 1, 7], [1, 2, 7]]}},
            ]
        },
    }
    base = maps.base_map(layers)
    found = opened(base.overview)
    assert found["major"] == found["minor"] == [15_000_000, 59_000_000, 10, 0, 0, -20]
    assert found["major_n"] == [3]
    assert found["stream"] == [1_000_000, 1_000_000, 0, 1_000_000]
    assert found["water_n"] == [5, 4]
    assert sum(_turns(found["water"][:10])) * sum(_turns(found["water"][10:])) < 0, (
        "a hole runs the other way"
    )
    assert "green" not in found
    assert (found["streets"], found["parts"], base.street_count) == (2, [], 2)
    assert base == maps.base_map(layers)
    assert base.key != maps.base_map({}).key


def _turns(steps: list[int]) -> list[int]:
    """Return twice the signed area under each step of a ring."""
    points = np.cumsum(np.array(steps).reshape(-1, 2), axis=0) // 1_000_000
    return [int(a[0] * b[1] - b[0] * a[1]) for a, b in pairwise(points)]


def test_a_large_ground_comes_as_an_overview_and_parts() -> None:
    """Of 40,000 streets the overview holds the main ones; every street is whole in exactly one part that covers it."""
    rng = np.random.default_rng(3)
    starts = rng.random((40_000, 2)) * [0.4, 0.2] + [15, 59]
    ways = shapely.linestrings(
        np.stack([starts + np.array([0.0002 * n, 0.0001 * (n % 2)]) for n in range(4)], axis=1)
    )
    classes = np.where(np.arange(40_000) % 100 == 0, "major", "minor")
    base = maps.base_map({"streets": gpd.GeoDataFrame({"class": classes}, geometry=ways, crs=4326)})
    first = opened(base.overview)
    assert first["streets"] == base.street_count == 40_000
    assert len(first["major_n"]) == 400
    assert "minor" not in first
    assert len(base.overview) < 100_000
    held = 0
    for number, part in enumerate(base.parts):
        assert first["parts"][number][0] == part.holds == "streets"
        assert len(part.content) < 60_000
        found = opened(part.content)
        held += len(found["minor_n"]) + len(found.get("major_n", []))
        west, south, east, north = part.bounds
        assert west <= found["minor"][0] / 1e6 + 1e-6 <= east + 2e-6
        assert south <= found["minor"][1] / 1e6 + 1e-6 <= north + 2e-6
    assert held == 40_000


def test_a_place_without_a_position_is_named() -> None:
    """A place that lies nowhere cannot be drawn: the fault says which."""
    places = week().places.assign(lat=[59.01, np.nan])
    with pytest.raises(ContractError) as fault:
        week(places=places)
    assert fault.value.facts == {"places": ["b"]}


@pytest.mark.parametrize(
    "change",
    [
        {"states": np.zeros((2, 2), dtype=np.uint8)},
        {"gap": np.zeros((1, 3))},
        {"presence": np.zeros((2, 3, 1))},
        {"marks": np.zeros((3, 2), dtype=np.uint8)},
    ],
)
def test_a_week_that_does_not_add_up_is_refused(change: dict[str, Any]) -> None:
    """Tables of another shape than places x hours are faults."""
    with pytest.raises(ContractError):
        week(**change)


@pytest.mark.parametrize("change", [{"hour": 3}, {"hour": -1}, {"labels": {"map": "only this"}}])
def test_a_picture_that_does_not_add_up_is_refused(change: dict[str, Any]) -> None:
    """An hour outside the period and missing texts are faults."""
    with pytest.raises(ContractError):
        picture(**change)


def test_picking_a_point_carries_the_point_and_no_week() -> None:
    """The map for putting a place holds the point so far and the places to find one's way by."""
    shown = picture()
    pick = maps.PickPicture(shown.bounds, shown.base, shown.labels, "x", (15.03, 59.03), week().places)
    data = sent_to_browser(maps.pick_map(pick, at=AT))
    assert data["mode"] == "pick"
    assert data["view"] == {"point": [15.03, 59.03]}
    bare = sent_to_browser(
        maps.pick_map(maps.PickPicture(shown.bounds, shown.base, shown.labels, "x"), at=AT)
    )
    assert bare["week"]["key"] != data["week"]["key"]
    assert bare["view"] == {"point": None}


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
    assert maps.offline(plain, AT.script, AT.style) is plain
    plain.add_js_link("stranger", "https://scripts.example.org/a.js")
    with pytest.raises(maps.MapAssetError):
        maps.offline(plain, AT.script, AT.style)
