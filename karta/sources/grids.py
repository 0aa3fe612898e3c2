"""A table file as rows of cells with their row numbers, before anyone knows what the columns mean.

CSV as Swedish Excel, Google and old Macs write it, and XLSX; nothing is interpreted beyond the cell.
"""

import codecs
import csv
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

from karta.errors import InputError
from karta.sources.merged import merged_downwards

if TYPE_CHECKING:
    from karta.sources.workbook import Sheet, Workbook

MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_CELL = 20_000
_EMPTY_RUN = 2_000
# Declarations stand before the first element of a part.
_DECLARATIONS = 4_096
_UTF8_LETTERS = re.compile(rb"\xc3[\xa4\xa5\xa9\xb6\x84\x85\x96]")
_CP1252_LETTERS = re.compile(rb"(?<!\xc3)[\xe4\xe5\xf6\xc4\xc5\xd6]")
# Å Ä Ö å ä ö of old Macs, beside another letter: elsewhere these bytes are dots and quotation marks of Windows.
_MAC_LETTERS = re.compile(
    rb"(?<=[A-Za-z])[\x80\x81\x85\x8a\x8c\x9a](?=[a-z])|(?<![^\s;,\t\"])[\x80\x81\x85\x8a\x8c\x9a](?=[a-z])"
)
_SEPARATORS = (";", ",", "\t", "|")
# Lines by which the separator is judged.
_SAMPLE = 40
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows as (row number, cells); `sheet` is the name of the sheet that they come from, "" for a text file.

    `struck`: rows with a cell that is struck through; `hidden`: rows that its user does not see; `filled`: rows with a
    cell that is merged with one above.
    """

    rows: list[tuple[int, list[Any]]]
    sheet: str = ""
    struck: frozenset[int] = frozenset()
    hidden: frozenset[int] = frozenset()
    filled: frozenset[int] = frozenset()


def read_text_grid(path: Path) -> Grid:
    """Return the rows of a CSV or TSV file, blank ones and blanks around cells left out; rows are lines of the file.

    Raises
    ------
    InputError
        When the encoding is none of UTF-8, UTF-16 and Windows-1252, or the quotation marks do not close.
    """
    with path.open("rb") as raw:
        encoding = _encoding(raw, path.name)
    with path.open(encoding=encoding, newline="") as file:
        rows = _text_rows(file)
    if rows and max(len(cells) for _, cells in rows) > MAX_COLUMNS:
        raise InputError("file_columns", columns=MAX_COLUMNS)
    return Grid(rows)


def read_sheets(path: Path) -> list[Grid]:
    """Return the visible sheets of a workbook with their non-empty rows; row numbers are those of the sheet.

    Raises
    ------
    InputError
        When the workbook is broken or beyond the limits.
    """
    from openpyxl.utils.exceptions import (
        InvalidFileException,
    )  # costs a third of a second that a CSV need not pay

    from karta.sources.workbook import Workbook

    _refuse_doctype(path)
    try:
        with path.open("rb") as handle:  # by handle: openpyxl judges a path by its suffix
            book = Workbook(handle)
            return [_read(book, sheet, path) for sheet in book.sheets]
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        ParseError,
        ExpatError,
        KeyError,
        ValueError,
        TypeError,
        IndexError,
        AttributeError,
        OverflowError,
        EOFError,
    ) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("file_unreadable") from error


def _refuse_doctype(path: Path) -> None:
    """Refuse a workbook in which any part declares entities, whether a reader would look at it or not."""
    try:
        with zipfile.ZipFile(path) as packed:
            for name in packed.namelist():
                if name.endswith((".xml", ".rels", ".vml")):
                    with packed.open(name) as part:
                        head = part.read(_DECLARATIONS)
                    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                        raise InputError("file_doctype", file=path.name)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise InputError("file_unreadable") from error


def _text_rows(file: TextIO) -> list[tuple[int, list[Any]]]:
    """Return the rows of an opened text file, which is never held as a whole: too long a one is refused on the way."""
    lines = (typed.replace("\u00a0", " ") for typed in file)
    line, separator, head = 1, None, next(lines, "")
    if head[:4].lower() == "sep=" and len(head) > 4:
        separator, line = head[4], 2
        head = head[5:].lstrip("\r").removeprefix("\n")
    sample = [head, *islice(lines, _SAMPLE)]
    separator = separator or _separator("".join(sample))
    rows: list[tuple[int, list[Any]]] = []
    reader = csv.reader(chain(filter(None, sample), lines), delimiter=separator, strict=True)
    first = line
    texts: dict[str, str] = {}
    try:
        for typed in reader:
            # What is typed again and again is held once.
            cells = [texts.setdefault(cell, cell) for cell in map(str.strip, typed)]
            if any(cells):
                rows.append((first, cells))
            first = line + reader.line_num
            if len(rows) > MAX_ROWS + 1:
                raise InputError("file_rows", rows=MAX_ROWS)
    except csv.Error as error:
        if "field larger" in str(error):
            raise InputError("cell_too_long", most=MAX_CELL) from error
        raise InputError("file_unreadable") from error
    return rows


def decode(raw: bytes, name: str) -> str:
    """Return the text of a file in UTF-8, UTF-16 or Windows-1252, in that order. Raises InputError."""
    return raw.decode(_encoding(io.BytesIO(raw), name))


def _encoding(raw: BinaryIO, name: str) -> str:
    """Return the encoding of a file, read through in pieces. Raises InputError where it is none that is read."""
    head = raw.read(2)
    if head in {b"\xff\xfe", b"\xfe\xff"}:
        wide = "utf-16"
    else:
        wide = "utf-16-le" if head[1:] == b"\0" else "utf-16-be" if head[:1] == b"\0" else ""
    if wide and _decodes(raw, wide):
        return wide
    if not wide and _decodes(raw, "utf-8-sig"):
        return _without_nul(raw, "utf-8-sig", name)
    # Lines pasted from two programs: read as one encoding, half of the letters would be silently wrong.
    if _count(raw, _UTF8_LETTERS) and _count(raw, _CP1252_LETTERS):
        raise InputError("file_encoding", file=name)
    if _count(raw, _MAC_LETTERS) > _count(raw, _CP1252_LETTERS):
        return "mac_roman"
    if not _decodes(raw, "cp1252"):
        raise InputError("file_encoding", file=name)
    return _without_nul(raw, "cp1252", name)


def _without_nul(raw: BinaryIO, encoding: str, name: str) -> str:
    if any(b"\0" in piece for piece in _pieces(raw)):
        raise InputError("file_encoding", file=name)
    return encoding


def _decodes(raw: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for piece in _pieces(raw):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _count(raw: BinaryIO, letters: re.Pattern[bytes]) -> int:
    raw.seek(0)
    return sum(len(letters.findall(line)) for line in raw)


def _pieces(raw: BinaryIO) -> Iterator[bytes]:
    raw.seek(0)
    return iter(lambda: raw.read(_PIECE), b"")


def _separator(text: str) -> str:
    """Return the separator that gives the most even rows, the one with more columns where two are as even."""
    sample = "".join(text.splitlines(keepends=True)[:_SAMPLE])
    best, score = ",", (0.0, 0)
    for candidate in _SEPARATORS:
        try:
            widths = [
                len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=candidate) if row
            ]
        except csv.Error:
            continue
        several = [width for width in widths if width > 1]
        if not several:
            continue
        width, times = Counter(several).most_common(1)[0]
        # A header without decimal commas decides between `57,7;11,9` as two cells or as three.
        header = widths[0] > 1
        rating = (times / len(widths) + header, width)
        if rating > score:
            best, score = candidate, rating
    return best


def _read(book: "Workbook", sheet: "Sheet", path: Path) -> Grid:
    grid = _sheet(sheet.name, book.rows(sheet, MAX_COLUMNS), merged_downwards(path, sheet.part))
    numbers = {number for number, _ in grid.rows}
    struck, hidden = book.struck[sheet.part] & numbers, book.hidden[sheet.part] & numbers
    return replace(grid, struck=frozenset(struck), hidden=frozenset(hidden))


def _sheet(name: str, lines: Iterable[list[Any]], merged: dict[tuple[int, int], int]) -> Grid:
    """Return the rows of a sheet; a cell that was merged over several rows is repeated in each of them."""
    rows: list[tuple[int, list[Any]]] = []
    empty = 0
    carried: dict[tuple[int, int], Any] = {}
    filled: set[int] = set()
    merging = set(merged.values()) | {row for row, _ in merged}
    for number, cells in enumerate(lines, start=1):
        if number in merging:
            cells.extend([None] * (MAX_COLUMNS - len(cells)))
            for at, value in enumerate(cells):
                first = merged.get((number, at))
                if first is not None and value is None:
                    cells[at] = carried.get((first, at))
                    filled.update({number} if cells[at] not in {None, ""} else ())
                else:
                    carried[number, at] = value
        while cells and cells[-1] in {None, ""}:
            cells.pop()
        empty = 0 if cells else empty + 1
        # A stray far cell makes a sheet of a million empty rows: what follows a long blank is not a table.
        if empty > _EMPTY_RUN:
            break
        if cells:
            rows.append((number, cells))
        if len(rows) > MAX_ROWS + 1:
            raise InputError("file_rows", rows=MAX_ROWS)
    return Grid(rows, name, filled=frozenset(filled))
