"""Registers in JSON: both versions of the schools' register, and a list of associations."""

import json
from pathlib import Path
from typing import Any

import pytest

from karta.errors import InputError
from karta.sources.intake import Intake
from karta.sources.reading import read


def taken(tmp_path: Path, content: Any, kind: str = "places") -> Intake:
    """Return what a JSON gives."""
    path = tmp_path / "register"
    path.write_text(json.dumps(content), encoding="utf-8")
    return read(path, kind, isolate=False)


def detail(code: str, **attributes: Any) -> dict[str, Any]:
    """Return a school as the second version tells it, with the person that it names."""
    return {
        "data": {
            "schoolUnitCode": code,
            "attributes": {
                "displayName": "Björkskolan", "status": "AKTIV", "schoolTypes": ["GR"], "headMaster": "Åsa Öhr",
                "email": "asa@skola.se", **attributes,
            },
        }
    }  # fmt: skip


def test_list_of_the_first_version(tmp_path: Path) -> None:
    """A bare list gives places by their code, which keeps its zeros, without positions."""
    content = {"Skolenheter": [
        {"Skolenhetskod": "01234567", "Skolenhetsnamn": "Björkskolan", "Status": "Aktiv"},
        {"Skolenhetskod": "22222222", "Skolenhetsnamn": "Ängsgymnasiet"},
        {"Skolenhetskod": "33333333", "Skolenhetsnamn": "Nedlagda skolan", "Status": "Upphort"},
    ]}  # fmt: skip
    found = taken(tmp_path, content)
    assert list(found.rows["key"]) == ["01234567", "22222222"]
    assert list(found.rows["kind"]) == ["school", "upper_secondary"]
    assert found.notes["inactive"] == 1
    assert [issue.code for issue in found.issues] == ["place_without_point"] * 2
    assert found.rows["geometry"].isna().all()


@pytest.mark.parametrize(
    "position",
    [
        {"latitude": 60.0, "longitude": 15.0},
        {"latitude": "60,0", "longitude": "15,0"},
        {"latitude": None, "longitude": "", "coordinateSweRefE": "500000", "coordinateSweRefN": "6651411,19"},
    ],
)
def test_second_version_with_positions_in_any_form(tmp_path: Path, position: dict[str, Any]) -> None:
    """Numbers, texts and metres give the same point; who heads the school is read nowhere."""
    address = {"type": "BESOKSADRESS", "streetAddress": "Skolgatan 1", "geoCoordinates": position}
    found = taken(tmp_path, [detail("12345678", addresses=[address]), detail("87654321", schoolTypes=["GY"])])
    point = found.rows["geometry"][0]
    assert (point.x, point.y) == pytest.approx((500000, 6651411.19), abs=0.5)
    assert list(found.rows["kind"]) == ["school", "upper_secondary"]
    assert found.rows.loc[0, "address"] == "Skolgatan 1"
    assert "Öhr" not in str(found.rows.to_dict())
    assert "CC0" in found.licence


def test_detail_of_the_first_version(tmp_path: Path) -> None:
    """The older form of a school's own page is read, too."""
    content = {"SkolenhetInfo": {
        "Skolenhetskod": "12345678", "Namn": "Blåsippans förskola", "Status": "Aktiv", "Rektorsnamn": "Åsa Öhr",
        "Skolformer": [{"type": "FS"}],
        "Besoksadress": {"Adress": "Gatan 2", "GeoData": {"Koordinat_WGS84_Lat": "60.0",
                                                          "Koordinat_WGS84_Lng": "15.0"}},
    }}  # fmt: skip
    row = taken(tmp_path, content).rows.iloc[0]
    assert (row["key"], row["kind"], row["address"]) == ("12345678", "preschool", "Gatan 2")


def test_associations_come_without_people(tmp_path: Path) -> None:
    """An association has its name, category and occupations; contact people and telephones are not read."""
    content = {"TotalNumberOfElements": 1, "Customers": [{
        "Id": 7, "Name": "Bollklubben", "AssociationCategoryName": "Idrott", "Phone": "070-1740605",
        "CustomerOccupations": [{"Id": 1, "Name": "Fotboll"}, {"Id": 2, "Name": "Innebandy"}],
        "CustomerContactPeople": [{"Name": "Åsa Öhr"}],
    }, {"Id": 8, "Name": ""}]}  # fmt: skip
    found = taken(tmp_path, content, "organisations")
    assert found.rows.iloc[0][["key", "name", "types", "does"]].tolist() == [
        "7", "Bollklubben", "Idrott", "Fotboll, Innebandy",
    ]  # fmt: skip
    assert found.rejected == {2}
    assert "Öhr" not in str(found)


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        ({"a": 1}, "places", "file_unknown"),
        ([1, 2], "places", "file_unknown"),
        ({"Customers": []}, "places", "kind_not_in_format"),
        ({"Skolenheter": [{"Skolenhetskod": "1", "Skolenhetsnamn": "x"}]}, "roster", "kind_not_in_format"),
    ],
)
def test_other_json_is_one_error(tmp_path: Path, content: Any, kind: str, code: str) -> None:
    """JSON that is no known register, or no register of the kind, is told as such."""
    with pytest.raises(InputError) as caught:
        taken(tmp_path, content, kind)
    assert caught.value.code == code


def test_broken_json_is_one_error(tmp_path: Path) -> None:
    """Cut and endlessly nested files are told as broken."""
    for text in ('{"Skolenheter": [', "[" * 100_000):
        path = tmp_path / "register"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match="file_unreadable"):
            read(path, "places", isolate=False)
