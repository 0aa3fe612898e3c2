"""Workbooks as Excel writes them, and as it should not."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time

from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

HEAD = ("plats", "lat", "lon", "datum", "start", "slut", "antal")
ROW = ("Torget", 59.3293, 18.0583, date(2026, 9, 18), time(20), time(23), 2)
# The same day counted from 1899-12-30, as Excel shows a day whose cell has lost its format.
SERIAL = 46283


def files() -> dict[str, bytes]:
    """Return workbooks by file name."""
    plain = book(lambda sheet: rows(sheet, HEAD, ROW))
    return {
        "xlsx_plain.xlsx": plain,
        "xlsx_1904.xlsx": book(lambda sheet: rows(sheet, HEAD, ROW), mac=True),
        "xlsx_serial_numbers.xlsx": book(
            lambda sheet: rows(sheet, HEAD, with_cells(datum=SERIAL, start=0.875))
        ),
        "xlsx_text_dates.xlsx": book(
            lambda sheet: rows(sheet, HEAD, with_cells(datum="18/9 2026", start="20.00", slut="23.00"))
        ),
        "xlsx_date_times.xlsx": book(
            lambda sheet: rows(sheet, HEAD, with_cells(start=wall(20), slut=wall(23)))
        ),
        "xlsx_title_rows.xlsx": book(
            lambda sheet: rows(sheet, ("Hösten 2026",), (), ("Ansvarig: samordnaren",), HEAD, ROW)
        ),
        "xlsx_merged_places.xlsx": book(_merged),
        "xlsx_hidden_sheet.xlsx": book(_hidden),
        "xlsx_two_sheets.xlsx": book(_second_sheet),
        "xlsx_error_cell.xlsx": book(lambda sheet: rows(sheet, HEAD, with_cells(antal="#REF!"))),
        "xlsx_formula_without_value.xlsx": book(lambda sheet: rows(sheet, HEAD, with_cells(slut="=E2+1/8"))),
        "xlsx_true_as_count.xlsx": book(lambda sheet: rows(sheet, HEAD, with_cells(antal=True))),
        "xlsx_long_row.xlsx": book(lambda sheet: rows(sheet, HEAD, ROW, (*ROW, "utanför"))),
        "xlsx_short_row.xlsx": book(lambda sheet: rows(sheet, HEAD, ROW[:6])),
        "xlsx_empty.xlsx": book(rows),
        "xlsx_far_cell.xlsx": _far_cell(plain),
        "xlsx_cut.xlsx": plain[: len(plain) * 2 // 3],
        "xlsx_doctype.xlsx": _replaced(
            plain, "xl/workbook.xml", b"<workbook", b'<!DOCTYPE a [<!ENTITY b "c">]><workbook'
        ),
        "xlsx_broken_sheet.xlsx": _replaced(plain, "xl/worksheets/sheet1.xml", b"</row>", b"</raw>"),
        "xlsx_without_sheet.xlsx": _replaced(plain, "xl/worksheets/sheet1.xml", None, b""),
        "xlsx_named.csv": plain,
    }


def book(fill: Callable[[Worksheet], None], *, mac: bool = False) -> bytes:
    """Return a workbook whose first sheet is filled."""
    made = Workbook()
    if mac:
        made.epoch = CALENDAR_MAC_1904
    fill(made.active)
    kept = io.BytesIO()
    made.save(kept)
    return _timeless(kept)


def rows(sheet: Worksheet, *lines: tuple[object, ...]) -> None:
    """Put lines into a sheet."""
    for cells in lines:
        sheet.append(cells)


def wall(hour: int) -> datetime:
    """Return an hour of the Friday as Excel has it: a date-time without a zone."""
    return datetime.combine(date(2026, 9, 18), time(hour))


def with_cells(**other: object) -> tuple[object, ...]:
    """Return the plain row with other cells."""
    return tuple({**dict(zip(HEAD, ROW, strict=True)), **other}.values())


def _timeless(saved: io.BytesIO) -> bytes:
    """Return a workbook without the time at which it was made, so that it has the same bytes each time."""
    kept = io.BytesIO()
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as sink:
        for name in source.namelist():
            content = re.sub(rb"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2026-01-01T00:00:00Z", source.read(name))
            sink.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return kept.getvalue()


def _merged(sheet: Worksheet) -> None:
    head = ("plats", "datum", "start", "slut", "antal")
    days = [("Torget", date(2026, 9, day), time(20), time(23), 2) for day in (18, 19, 25)]
    rows(sheet, head, days[0], (None, *days[1][1:]), (None, *days[2][1:]), ("Parken", *days[0][1:]))
    sheet.merge_cells("A2:A4")


def _hidden(sheet: Worksheet) -> None:
    rows(sheet, HEAD, ROW)
    other = sheet.parent.create_sheet("gammalt", 0)
    rows(other, HEAD, with_cells(plats="Gamla torget"))
    other.sheet_state = "hidden"
    sheet.parent.active = 1


def _second_sheet(sheet: Worksheet) -> None:
    rows(sheet, HEAD, ROW)
    rows(sheet.parent.create_sheet("oktober"), HEAD, with_cells(datum=date(2026, 10, 2)))


def _far_cell(plain: bytes) -> bytes:
    far = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    return _replaced(plain, "xl/worksheets/sheet1.xml", b"</sheetData>", far)


def _replaced(packed: bytes, name: str, old: bytes | None, new: bytes) -> bytes:
    """Return a workbook with one text of one part replaced; without a text the part is left out."""
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(packed)) as source,
        zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as sink,
    ):
        for info in source.infolist():
            content = source.read(info)
            if info.filename != name:
                sink.writestr(info, content)
            elif old is not None:
                assert old in content
                sink.writestr(info, content.replace(old, new))
    return kept.getvalue()
