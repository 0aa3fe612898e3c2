"""GeoPackages with views: tables are read, views never, whatever the file calls them."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import Point

from karta.errors import InputError
from karta.i18n import LANGUAGES, error_text
from karta.sources.reading import read

HERE = Point(674012, 6580792)
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Give `make(*statements)`: a GeoPackage with the layer `skolor`, after statements."""

    def write(*statements: str) -> Path:
        path = tmp_path / "kartor.gpkg"
        gpd.GeoDataFrame({"namn": ["Ekskolan"]}, geometry=[HERE], crs=3006).to_file(
            path, layer="skolor", driver="GPKG"
        )
        with closing(sqlite3.connect(path)) as database:
            for statement in statements:
                database.execute(statement)
            database.commit()
        return path

    return write


def as_layer(name: str) -> tuple[str, str]:
    """Return what puts a view among the layers."""
    return (
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
        f"VALUES ('{name}', 'features', '{name}', 3006)",
        f"INSERT INTO gpkg_geometry_columns VALUES ('{name}', 'geom', 'POINT', 3006, 0, 0)",
    )


def names(path: Path, **answers: str) -> list[str]:
    """Return the names of the places of a file."""
    return list(read(path, "places", answers=answers, isolate=False).rows["name"])


def test_a_file_without_views_is_read_as_it_is(make: Make) -> None:
    """A plain file has its spatial index, a virtual table, and is read."""
    assert names(make()) == ["Ekskolan"]


def test_tables_beside_a_view_are_read(make: Make) -> None:
    """Of a table and a view that are both layers, the table is read, and the file stays as it was."""
    path = make(
        f"CREATE VIEW vy AS {ENDLESS} SELECT i AS fid, geom FROM n, skolor WHERE i < 0", *as_layer("vy")
    )
    content = path.read_bytes()
    assert names(path) == ["Ekskolan"]
    assert names(path, layer="skolor") == ["Ekskolan"]
    issues = read(path, "places", isolate=False).issues
    assert [(i.code, dict(i.facts)) for i in issues if i.row is None] == [
        ("views_not_read", {"layers": "vy"})
    ]
    assert path.read_bytes() == content


def test_a_view_beside_an_empty_table_is_named(make: Make) -> None:
    """Where the table has nothing in it, what there is stands in the view, and the refusal says so."""
    path = make("DELETE FROM skolor", "CREATE VIEW vy AS SELECT * FROM skolor", *as_layer("vy"))
    with pytest.raises(InputError, match="layers_are_views") as caught:
        names(path)
    assert caught.value.facts == {"layers": "vy"}


def test_the_layer_with_features_is_read_beside_empty_ones(make: Make, tmp_path: Path) -> None:
    """Empty layers are no choice; of two with features the file asks which, and names only those."""
    path = make()
    nothing = gpd.GeoDataFrame({"namn": []}, geometry=[], crs=3006)
    nothing.to_file(path, layer="mall", driver="GPKG", geometry_type="Point")
    assert names(path) == ["Ekskolan"]
    gpd.GeoDataFrame({"namn": ["Fritidsgården"]}, geometry=[HERE], crs=3006).to_file(
        path, layer="fritid", driver="GPKG"
    )
    with pytest.raises(InputError, match="layers_several") as caught:
        names(path)
    assert caught.value.facts == {"layers": "skolor, fritid", "rows": 2}
    assert names(path, layer="fritid") == ["Fritidsgården"]


def test_a_view_that_is_asked_for_is_refused_by_name(make: Make) -> None:
    """Who chooses the view is told that it is one, and what to do."""
    path = make(
        f"CREATE VIEW vy AS {ENDLESS} SELECT i AS fid, geom FROM n, skolor WHERE i < 0", *as_layer("vy")
    )
    with pytest.raises(InputError) as caught:
        read(path, "places", answers={"layer": "vy"}, isolate=False)
    assert (caught.value.code, caught.value.facts) == ("layers_are_views", {"layers": "vy"})
    assert all(not error_text(caught.value, language).startswith("[") for language in LANGUAGES)


@pytest.mark.parametrize("claim", ["name = 'annat', tbl_name = 'annat'", "type = 'table'"])
def test_a_view_that_is_called_something_else_is_not_run(make: Make, claim: str) -> None:
    """A file that calls its view otherwise than SQLite does is refused at once."""
    path = make(
        f"CREATE VIEW vy AS {ENDLESS} SELECT i FROM n WHERE i < 0",
        "PRAGMA writable_schema=ON",
        f"UPDATE sqlite_master SET {claim} WHERE name = 'vy'",
    )
    with pytest.raises(InputError, match="file_unreadable"):
        names(path)
