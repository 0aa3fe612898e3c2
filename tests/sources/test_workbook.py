"""Workbooks read cell by cell: the same values as openpyxl's own slow reader gives, and no DOCTYPE anywhere."""

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from karta.errors import InputError
from karta.sources.grids import read_sheets
from karta.sources.workbook import Workbook
from tests.sources.rosters import codes, first, taken

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHARED = (
    '<Override PartName="/xl/sharedStrings.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)
# Styles of the workbook: 1 is a date, 2 a length of time, 3 a plain number.
_ODD = """
<row r="1"><c t="inlineStr"><is><t>Plats</t></is></c><c r="C1" t="s"><v>0</v></c><c t="b"><v>1</v></c></row>
<row><c r="A2" s="1"><v>45000</v></c><c r="B2" s="1"><v>45000.75</v></c><c r="C2" s="2"><v>1.5</v></c>
 <c r="D2" s="1"><v>-99999999</v></c><c r="E2" s="1"/><c r="F2" s="3"><v>1E2</v></c></row>
<row r="5.0"><c r="B5" t="str"><f>A1</f><v>sagt &amp; gjort</v></c><c r="A5" t="e"><v>#REF!</v></c>
 <c r="C5" t="d"><v>2026-09-18T21:00:00</v></c><c r="D5"><f>1+1</f><v>2</v></c><c r="E5" t="str"><v></v></c></row>
<row r="4"><c r="A4"><v>4</v></c></row>
<row r="6"><c r="A6" t="inlineStr"><is><r><t xml:space="preserve">Norra </t></r><r><t>parken</t></r>
 <rPh sb="0" eb="1"><t>uttal</t></rPh></is></c><c r="B6" t="inlineStr"><v>7</v></c><c r="B6"><v>8</v></c></row>
<row r="8"/>
<row r="9"><c r="GR9"><v>1</v></c><c r="GS9"><v>2</v></c></row>
"""


@pytest.mark.filterwarnings("ignore:Cell D2 is marked as a date")
@pytest.mark.parametrize("old", [False, True])
def test_each_cell_is_what_openpyxl_reads(tmp_path: Path, old: bool) -> None:
    """A sheet of everything that a cell can be gives the values of openpyxl's reader, in both systems of dates."""
    file = _with_sheet(
        tmp_path, f'<worksheet xmlns="{_MAIN}"><sheetData>{_ODD}</sheetData></worksheet>', old=old
    )
    wanted = [
        list(row)
        for row in openpyxl.load_workbook(file, read_only=True, data_only=True)["Pass"].iter_rows(
            max_col=200, values_only=True
        )
    ]
    with file.open("rb") as handle:
        book = Workbook(handle)
        found = [row + [None] * (200 - len(row)) for row in book.rows(book.sheets[0], 200)]
    assert found == wanted
    assert [list(map(type, row)) for row in found] == [list(map(type, row)) for row in wanted]
    assert (len(found), found[5][0], found[8][199]) == (9, "Norra parken", 1)


def test_a_doctype_is_refused_wherever_it_stands(tmp_path: Path) -> None:
    """A sheet that declares something after a long comment is refused as one that does so at once."""
    long = f"<!--{'x' * 9_000}-->"
    file = _with_sheet(
        tmp_path,
        f'{long}<!DOCTYPE worksheet [<!ENTITY a "b">]><worksheet xmlns="{_MAIN}"><sheetData/></worksheet>',
    )
    with pytest.raises(InputError) as refused:
        read_sheets(file)
    assert refused.value.code == "file_doctype"


def _with_sheet(folder: Path, sheet: str, *, old: bool = False) -> Path:
    """Return a workbook whose only sheet has this XML; `old` counts its days from 1904."""
    book = openpyxl.Workbook()
    if old:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    page = book.active
    assert page is not None
    page.title = "Pass"
    for at, form in enumerate(("yyyy-mm-dd", "[h]:mm", "0.00"), start=2):
        page.cell(at, 1, 0).number_format = form
    shared = f'<sst xmlns="{_MAIN}"><si><t>delad text</t></si></sst>'
    parts = {"xl/worksheets/sheet1.xml": sheet, "xl/sharedStrings.xml": shared}
    made = io.BytesIO()
    book.save(made)
    file = folder / "bok.xlsx"
    with zipfile.ZipFile(made) as before, zipfile.ZipFile(file, "w") as after:
        kinds = before.read("[Content_Types].xml").decode()
        parts["[Content_Types].xml"] = kinds.replace("</Types>", f"{_SHARED}</Types>")
        for name in {*before.namelist(), *parts}:
            after.writestr(name, parts[name] if name in parts else before.read(name))
    return file


def test_rows_that_are_struck_through_are_asked_about_and_hidden_ones_said(tmp_path: Path) -> None:
    """A whole row, or one cell of it; a style that strikes an empty cell says nothing."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["plats", "datum", "tid", "antal", "namn"])
    for day in range(6, 10):
        sheet.append(["Torget", f"2026-03-0{day}", "20-23", 2, None])
    struck = openpyxl.styles.Font(strike=True)
    for cell in (*sheet[3], sheet["D4"], sheet["E5"]):
        cell.font = struck
    sheet.row_dimensions[5].hidden = True
    book.save(tmp_path / "b.xlsx")
    found = taken(tmp_path, (tmp_path / "b.xlsx").read_bytes())
    assert [(row, code, level) for row, _, code, level in codes(found)] == [
        (None, "rows_hidden", "warning"),
        (3, "row_struck", "question"),
        (4, "row_struck", "question"),
    ]
    assert list(found.rows["row"]) == [2, 5]
    assert len(taken(tmp_path, (tmp_path / "b.xlsx").read_bytes(), accept=["row_struck"]).rows) == 4


@pytest.mark.parametrize("shared", [False, True])
def test_text_struck_through_within_a_cell_is_asked_about(tmp_path: Path, shared: bool) -> None:
    """Of `20-23 21-24` the first hours are struck through: nothing is guessed. A row of no height is said."""
    runs = "<r><rPr><strike/></rPr><t>20-23</t></r><r><rPr><strike val='0'/></rPr><t> 21-24</t></r>".replace(
        "'", '"'
    )
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["plats", "datum", "tid", "antal"], ["Torget", "2026-03-06", "20-23", 2]):
        sheet.append(row)
    sheet.append(["Torget", "2026-03-13", "19-22", 2])
    book.save(tmp_path / "a.xlsx")
    made = io.BytesIO()
    cell = '<c r="C3" t="s"><v>1</v></c>' if shared else f'<c r="C3" t="inlineStr"><is>{runs}</is></c>'
    with zipfile.ZipFile(tmp_path / "a.xlsx") as before, zipfile.ZipFile(made, "w") as after:
        strings = f'<sst xmlns="{_MAIN}"><si><t>annat</t></si><si>{runs}</si></sst>'
        after.writestr("xl/sharedStrings.xml", strings)
        for name in before.namelist():
            text = before.read(name).decode().replace('<row r="2"', '<row r="2" ht="0"')
            text = re.sub(r'<c r="C3".*?</c>', cell, text).replace("</Types>", f"{_SHARED}</Types>")
            after.writestr(name, text)
    found = taken(tmp_path, made.getvalue())
    assert [(row, code) for row, _, code, _ in codes(found)][:2] == [(None, "rows_hidden"), (3, "row_struck")]


def test_a_workbook_in_the_strict_form_is_refused_by_name(tmp_path: Path) -> None:
    """Its rows have other names, so that it would seem to be empty."""
    openpyxl.Workbook().save(tmp_path / "plain.xlsx")
    with (
        zipfile.ZipFile(tmp_path / "plain.xlsx") as plain,
        zipfile.ZipFile(tmp_path / "s.xlsx", "w") as strict,
    ):
        for name in plain.namelist():
            text = plain.read(name)
            for old, new in (
                (
                    b"schemas.openxmlformats.org/spreadsheetml/2006/main",
                    b"purl.oclc.org/ooxml/spreadsheetml/main",
                ),
                (b"schemas.openxmlformats.org/officeDocument/2006", b"purl.oclc.org/ooxml/officeDocument"),
            ):
                text = text.replace(old, new)
            strict.writestr(name, text)
    with pytest.raises(InputError) as error:
        read_sheets(tmp_path / "s.xlsx")
    assert error.value.code == "workbook_strict"


def test_a_formula_without_a_value_is_unknown_and_said(tmp_path: Path) -> None:
    """A number is unknown with a warning, a time refuses its row: neither is blank."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["plats", "datum", "start", "slut", "antal"])
    sheet.append(["Torget", "2026-03-06", "20:00", "23:00", "=1+1"])
    sheet.append(["Torget", "2026-03-13", "20:00", "=C3+1", 2])
    book.save(tmp_path / "a.xlsx")
    found = taken(tmp_path, (tmp_path / "a.xlsx").read_bytes())
    assert codes(found)[0] == (2, "antal", "cell_uncomputed", "warning")
    assert (3, "slut", "cell_uncomputed", "error") in codes(found)
    assert first(found)["adults"] != first(found)["adults"]
