"""Maps as their makers write them: packages with several maps, other forms, names in more than one column."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from karta.errors import InputError
from tests.sources.maps_by_hand import SPOT, collection, feature, intake, kml, mark


def package(**files: str) -> bytes:
    """Return a zip of files; two underscores in a name are a folder."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for name, content in files.items():
            target.writestr(name.replace("__", "/") + ".kml", content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("first", "second", "layers"),
    [
        ("doc", "lager__doc", "doc, lager_doc"),
        ("Å", "Ä", "Å, Ä"),
        ("a__x", "b__x", "a_x, b_x"),
        ("x y", "x_y", "x_y, x_y_"),
    ],
)
def test_maps_that_are_called_alike_stay_apart_in_a_package(
    tmp_path: Path, first: str, second: str, layers: str
) -> None:
    """Neither takes the other's place, each can be named, and each is read as itself."""
    content = package(**{first: kml(mark("Ett")), second: kml(mark("Två"))})
    with pytest.raises(InputError) as caught:
        intake(tmp_path, content)
    assert (caught.value.code, caught.value.facts["layers"]) == ("layers_several", layers)
    rows = [intake(tmp_path, content, layer=layer).rows["name"].tolist() for layer in layers.split(", ")]
    assert rows == [["Ett"], ["Två"]]


def test_layers_that_are_elsewhere_are_told_beside_those_that_are_read(tmp_path: Path) -> None:
    """A link of a KML and a layer of uMap that is fetched from an address are not lost without a word."""
    link = "<NetworkLink><Link><href>https://example.org/b.kml</href></Link></NetworkLink>"
    remote = {**collection(), "_umap_options": {"remoteData": {"url": "https://example.org/b"}}}
    backup = {"type": "umap", "layers": [collection(feature("Torget")), remote]}
    for content in (kml(link + mark("Torget")), json.dumps(backup)):
        read_in = intake(tmp_path, content)
        assert read_in.rows["name"].tolist() == ["Torget"]
        assert [(issue.code, dict(issue.facts)) for issue in read_in.issues] == [
            ("links_not_read", {"count": 1})
        ]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_a_geojson_is_read_however_its_letters_are_written(tmp_path: Path, encoding: str) -> None:
    """Programs write it in Latin-1 and in UTF-16, too."""
    content = json.dumps(collection(feature("Ängstorget")), ensure_ascii=False).encode(encoding)
    assert intake(tmp_path, content).rows["name"].tolist() == ["Ängstorget"]


@pytest.mark.parametrize(
    ("content", "form"),
    [
        ('{"features":[{"attributes":{"NAMN":"A"},"geometry":{"x":1,"y":2}}]}', "Esri JSON"),
        ('{"version":0.6,"elements":[{"type":"node","id":1,"lat":60,"lon":15}]}', "Overpass JSON"),
        ('<osmChange version="0.6"><create/></osmChange>', "osmChange"),
        ('<wfs:FeatureCollection xmlns:gml="http://www.opengis.net/gml/3.2"/>', "GML"),
    ],
)
def test_maps_of_other_forms_are_named(tmp_path: Path, content: str, form: str) -> None:
    """The sentence says what the file is and how to save it."""
    with pytest.raises(InputError) as caught:
        intake(tmp_path, content)
    assert (caught.value.code, caught.value.facts["form"]) == ("map_form", form)


def test_names_that_stand_in_two_columns_are_all_read(tmp_path: Path) -> None:
    """Lists that were joined call one thing in two ways; a column that only repeats another is not told."""
    joined = collection(feature("Ett", NAMN=None), feature("", NAMN="Två"), feature("Tre", NAMN="Tre torg"))
    assert intake(tmp_path, json.dumps(joined)).rows["name"].tolist() == ["Ett", "Två", "Tre torg"]
    twice = intake(tmp_path, json.dumps(collection(feature("Ett", titel="Ett", label="Ett", om="x"))))
    assert (twice.rows["name"].tolist(), twice.notes["unused"]) == (["Ett"], ["om"])


def test_a_further_name_that_says_something_else_is_told(tmp_path: Path) -> None:
    """It fills no blank there, and what it says is not read."""
    two = collection(feature("Ett", namn="Första torget"), feature("Två", namn=None))
    read_in = intake(tmp_path, json.dumps(two))
    assert (read_in.rows["name"].tolist(), read_in.notes["unused"]) == (["Första torget", "Två"], ["name"])


def test_marks_that_an_early_kml_calls_otherwise_are_marks(tmp_path: Path) -> None:
    """A Schema with a parent gives Placemark another name."""
    own = f"<park><name>Parken</name>{SPOT}</park>"
    content = kml(own + mark("Torget"), '<Schema parent="Placemark" name="park"/>')
    assert intake(tmp_path, content).rows["name"].tolist() == ["Parken", "Torget"]


def test_a_column_that_looks_like_the_names_of_places_is_proposed(tmp_path: Path) -> None:
    """A heading of its own kind is asked about; who made the map is no name."""
    marked = {
        "type": "FeatureCollection",
        "features": [feature("x", skapad_namn="Bo Ek", lekplatsnamn="Leken")],
    }
    del marked["features"][0]["properties"]["name"]
    asked = intake(tmp_path, json.dumps(marked))
    assert [(issue.code, dict(issue.facts)) for issue in asked.issues] == [
        ("column_proposed", {"names": "lekplatsnamn"})
    ]
    answered = intake(tmp_path, json.dumps(marked), accept=["column_proposed"])
    assert answered.rows["name"].tolist() == ["Leken"]
