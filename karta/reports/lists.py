"""Lists as files: CSV and XLSX in which text stays text, whatever somebody has typed; view and date go along.

A spreadsheet computes a cell that begins with = + - or @. In XLSX a cell says itself that it is text; CSV has no way
of saying it, so that there an apostrophe stands before such a text, and the file says so.
"""

import csv
import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from karta.i18n import text
from karta.reports.shown import shown

About = Sequence[tuple[str, str]]
_COMPUTED = re.compile(r"\s*[=+\-@|%\uff0b\uff0d\uff1d\uff20]")
_WIDEST = 60
# The most that a cell of a workbook holds.
_LONGEST = 32_767


def as_csv(frame: pd.DataFrame, about: About, language: str) -> bytes:
    """Return a frame as CSV (UTF-8 with mark, semicolons, numbers as the language writes them), `about` above it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if language == "sv" else ",", lineterminator="\r\n")
    for name, value in about:
        writer.writerow([_plain(name), _plain(value)])
    writer.writerow([text("sheets.export_apostrophe", language)])
    writer.writerow([])
    writer.writerow([_plain(str(name)) for name in frame.columns])
    for row in frame.itertuples(index=False, name=None):
        writer.writerow([_cell(value, language) for value in row])
    return ("\ufeff" + out.getvalue()).encode()


def as_xlsx(frame: pd.DataFrame, about: About, sheet: str) -> bytes:
    """Return a frame as a workbook of one sheet, `about` above it; texts are texts, numbers numbers, no formulas."""
    book = Workbook(write_only=True)
    page: Any = book.create_sheet(title=sheet)
    for number, name in enumerate(frame.columns, start=1):
        longest = max([len(str(name)), *(len(str(value)) for value in frame[name].head(500))])
        page.column_dimensions[get_column_letter(number)].width = min(_WIDEST, longest + 2)
    page.freeze_panes = f"A{len(about) + 3}"
    for name, value in about:
        page.append([_written(page, name, bold=True), _written(page, value)])
    page.append([])
    page.append([_written(page, str(name), bold=True) for name in frame.columns])
    for row in frame.itertuples(index=False, name=None):
        page.append([_written(page, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(value: object, language: str) -> str:
    if _is_blank(value):
        return ""
    if isinstance(value, (float, np.floating)):
        plain = f"{round(float(value), 6):.6f}".rstrip("0").rstrip(".")
        return plain.replace(".", ",") if language == "sv" else plain
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return _plain(value) if isinstance(value, str) else str(value)


def _plain(words: str) -> str:
    """Return a text that no spreadsheet computes: on one line, signs that draw nothing as codes."""
    plain = shown(words.replace("\r", " ").replace("\n", " "))
    return f"'{plain}" if _COMPUTED.match(plain) else plain


def _written(page: Any, value: object, *, bold: bool = False) -> Cell:
    cell: Cell = WriteOnlyCell(page)
    if _is_blank(value):
        return cell
    if isinstance(value, str):
        cell.value = shown(value)[:_LONGEST]
        # Set apart from the value: a text that begins with = would else become a formula.
        cell.data_type = "s"
        cell.quotePrefix = True
        cell.alignment = Alignment(wrap_text=len(value) > _WIDEST, vertical="top")
    elif isinstance(value, datetime):
        cell.value = value.replace(tzinfo=None)
        cell.number_format = "yyyy-mm-dd hh:mm"
    elif isinstance(value, date):
        cell.value = value
        cell.number_format = "yyyy-mm-dd"
    else:
        cell.value = round(float(value), 6) if isinstance(value, (float, np.floating)) else int(str(value))
    if bold:
        cell.font = Font(bold=True)
    return cell


def _is_blank(value: object) -> bool:
    return value is None or value is pd.NaT or (isinstance(value, (float, np.floating)) and np.isnan(value))
