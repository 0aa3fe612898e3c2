"""Lists as files: what somebody typed is text in them, and numbers are numbers."""

import csv
import io
import zipfile
from datetime import UTC, datetime

import pandas as pd
import pytest
from openpyxl import load_workbook

from karta.reports.lists import as_csv, as_xlsx
from karta.reports.shown import shown
from tests.reports.names import HOSTILE

FRAME = pd.DataFrame({"Plats": list(HOSTILE), "Timmar": [1.25] * len(HOSTILE)})
ABOUT = [("Vy", "Planerad närvaro"), ("Område", "=1+1"), ("Datatäckning", "82\u00a0%")]


def as_typed(name: str) -> str:
    """Return a name as a file shows it: the same but for signs that draw nothing."""
    return shown(name)


def test_a_workbook_holds_text_and_no_formula() -> None:
    """Every hostile name is a text cell with the same words; no sheet of the file holds a formula element."""
    content = as_xlsx(FRAME, ABOUT, "luckor")
    page = load_workbook(io.BytesIO(content)).active
    rows = list(page.iter_rows(min_row=len(ABOUT) + 3))
    assert [row[0].value for row in rows] == [as_typed(name) for name in HOSTILE]
    assert {row[0].data_type for row in rows} == {"s"}
    assert {row[1].value for row in rows} == {1.25}
    assert [page.cell(2, n).value for n in (1, 2)] == ["Område", "=1+1"]
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert not [
            name for name in parts.namelist() if b"<f>" in parts.read(name) or b"<f " in parts.read(name)
        ]


@pytest.mark.parametrize(("language", "delimiter", "number"), [("sv", ";", "1,25"), ("en", ",", "1.25")])
def test_csv_begins_no_cell_with_a_formula(language: str, delimiter: str, number: str) -> None:
    """Read back, each name is as typed but for one apostrophe before what a spreadsheet would compute."""
    content = as_csv(FRAME, ABOUT, language).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=delimiter))
    body = rows[len(ABOUT) + 3 :]
    assert [row[1] for row in body] == [number] * len(HOSTILE)
    for name, row in zip(HOSTILE, body, strict=True):
        plain = as_typed(name.replace("\n", " "))
        assert row[0] in {plain, f"'{plain}"}
        assert row[0].lstrip()[:1] not in set("=+-@|%")
    assert [row[0] for row in rows[:3]] == ["Vy", "Område", "Datatäckning"]
    assert rows[1][1] == "'=1+1"


def test_blank_stays_blank_and_moments_are_local() -> None:
    """NaN and None are empty cells, a moment is its wall clock."""
    frame = pd.DataFrame({"a": [float("nan")], "b": [None], "c": [datetime(2026, 9, 18, 21, 0, tzinfo=UTC)]})
    assert as_csv(frame, [], "sv").decode().splitlines()[-1] == ";;2026-09-18 21:00"
    page = load_workbook(io.BytesIO(as_xlsx(frame, [], "x"))).active
    row = tuple(cell.value for cell in page[3])
    assert row == (None, None, datetime(2026, 9, 18, 21, 0))  # noqa: DTZ001 - a workbook knows no zones
