"""Area files as municipalities publish them: the likely names and codes are proposed, and nothing is stored unasked."""

import json
from pathlib import Path
from typing import Any

import pytest

from karta.errors import InputError
from karta.i18n import LANGUAGES, issue_text
from karta.sources.intake import Intake
from karta.sources.reading import read

ACCEPT = ["columns_proposed", "column_proposed"]


def areas(tmp_path: Path, *records: dict[str, Any], east: float = 0.0, **answers: Any) -> Intake:
    """Return what a file of square areas with these attributes gives; `east` moves them out of degrees."""
    features = []
    for at, record in enumerate(records):
        west, south = (15 + at / 100, 60.0) if not east else (east + 100 * at, 6_650_000.0)
        wide = 100.0 if east else 0.01
        corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
        ring = [[west + wide * x, south + wide * y] for x, y in corners]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": record, "geometry": geometry})
    path = tmp_path / "omraden.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return read(path, "areas", answers=answers, isolate=False)


@pytest.mark.parametrize(
    ("records", "code", "columns", "rows"),
    [
        ([{"fid": 1, "delomrade": "Norra", "do_kod": "101"}, {"fid": 2, "delomrade": "Södra", "do_kod": "102"}],
         "columns_proposed", ("delomrade", "do_kod"), [("101", "Norra", "101"), ("102", "Södra", "102")]),
        ([{"kommun": "Ort", "omr_namn": "NORRA", "omr_kod": 3}, {"kommun": "Ort", "omr_namn": "SÖDRA", "omr_kod": 7}],
         "columns_proposed", ("omr_namn", "omr_kod"), [("3", "NORRA", "3"), ("7", "SÖDRA", "7")]),
        ([{"fid": 1, "basomr": "1101", "benamning": "Norra"}, {"fid": 2, "basomr": "1102", "benamning": "Södra"}],
         "columns_proposed", ("benamning", "basomr"), [("1101", "Norra", "1101"), ("1102", "Södra", "1102")]),
        ([{"nyko": "101", "area_m2": 12.5}, {"nyko": "102", "area_m2": 13.5}],
         "column_proposed", ("nyko",), [("101", "101", "101"), ("102", "102", "102")]),
        ([{"fid": 1, "Stadsdelar": "Norra"}, {"fid": 2, "Stadsdelar": "Södra"}],
         "column_proposed", ("Stadsdelar",), [("norra", "Norra", None), ("södra", "Södra", None)]),
    ],
)  # fmt: skip
def test_likely_columns_are_asked_about_and_read_after_a_yes(
    tmp_path: Path,
    records: list[dict[str, Any]],
    code: str,
    columns: tuple[str, ...],
    rows: list[tuple[str, ...]],
) -> None:
    """Each area waits for the answer, which names the columns; with a yes they are stored under them."""
    asked = areas(tmp_path, *records)
    assert [(issue.row, issue.code, issue.severity) for issue in asked.issues] == [
        (1, code, "question"), (2, code, "question")
    ]  # fmt: skip
    assert tuple(dict(asked.issues[0].facts).values()) == columns
    assert all(columns[0] in issue_text(asked.issues[0], language) for language in LANGUAGES)
    assert asked.rows.empty
    read_in = areas(tmp_path, *records, accept=ACCEPT)
    assert list(read_in.rows[["key", "name", "code"]].itertuples(index=False, name=None)) == rows
    assert read_in.issues == []


def test_an_answer_goes_before_what_is_likely(tmp_path: Path) -> None:
    """Who says which column is the name is not asked; what is not read is listed."""
    records = [{"delomrade": "Norra", "visat": "N"}, {"delomrade": "Södra", "visat": "S"}]
    read_in = areas(tmp_path, *records, columns={"visat": "name"})
    assert (list(read_in.rows["name"]), read_in.issues) == (["N", "S"], [])
    assert read_in.notes["unused"] == ["delomrade"]


def test_known_codes_serve_as_names(tmp_path: Path) -> None:
    """Codes alone, those of the statistics office or of a column that is called so, are names without a question."""
    for column, codes in (("DeSO", ["0180C1010", "0180C1020"]), ("KOD", ["1", "2"])):
        read_in = areas(tmp_path, *({column: code, "kommun": "Ort"} for code in codes))
        assert (list(read_in.rows["name"]), list(read_in.rows["code"]), read_in.issues) == (codes, codes, [])


def test_the_coordinate_system_is_asked_in_the_same_round(tmp_path: Path) -> None:
    """Metres that nobody named and columns that nobody knows are two questions at once; two answers let all in."""
    records = [{"delomrade": "Norra", "do_kod": "101"}]
    assert {issue.code for issue in areas(tmp_path, *records, east=500_000).issues} == {
        "columns_proposed", "crs_unknown"
    }  # fmt: skip
    read_in = areas(tmp_path, *records, east=500_000, accept=[*ACCEPT, "crs_unknown"])
    assert (list(read_in.rows["name"]), read_in.issues) == (["Norra"], [])


@pytest.mark.parametrize(
    "records",
    [
        [{"färg": "röd"}, {"färg": "röd"}],
        [{"OBJECTID": 1, "Shape_Area": 2.5}, {"OBJECTID": 2, "Shape_Area": 3.5}],
        [{"uppdaterad": "2026-01-01"}, {"uppdaterad": "2026-01-02"}],
    ],
)
def test_what_looks_like_neither_is_not_proposed(tmp_path: Path, records: list[dict[str, Any]]) -> None:
    """Colours, numbers of rows, areas and days are no names: the file's columns are listed instead."""
    with pytest.raises(InputError) as caught:
        areas(tmp_path, *records)
    assert caught.value.code == "columns_unknown"
    assert str(caught.value.facts["header"]).split("\t") == list(records[0])


def test_the_code_of_what_an_area_lies_in_is_not_its_name(tmp_path: Path) -> None:
    """Two DeSO of one RegSO are not both called by the code of the RegSO: each goes by its own."""
    deso = [{"desokod": f"1499A00{n}0", "regsokod": "1499R001", "regso_namn": "Norr"} for n in (1, 2)]
    assert areas(tmp_path, *deso).rows["name"].tolist() == ["1499A0010", "1499A0020"]


def test_a_blank_name_leaves_the_column_of_names_likely(tmp_path: Path) -> None:
    """Most areas are named, the code serves for the rest; who has drawn them is never proposed."""
    rows = [{"skapad_av": who, "do_namn": name, "do_kod": code} for who, name, code in
            [("Anna A", "Norr", "1"), ("Bo B", None, "2"), ("Cia C", "Söder", "3")]]  # fmt: skip
    asked = areas(tmp_path, *rows)
    assert dict(asked.issues[0].facts) == {"names": "do_namn", "codes": "do_kod"}
    assert areas(tmp_path, *rows, accept=ACCEPT).rows["name"].tolist() == ["Norr", "2", "Söder"]
