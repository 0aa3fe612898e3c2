"""A workbook's sheets, cell by cell: openpyxl reads strings and styles, a small reader of our own the long sheets.

A sheet is read row by row and never held as a whole; what a number means as a date is worked out once for each number.
A part with a DOCTYPE is refused before anything that it declares is looked at.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from xml.parsers import expat

from karta.errors import InputError
from karta.sources.uncomputed import UNCOMPUTED

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ROW, _CELL, _VALUE = f"{_MAIN}row", f"{_MAIN}c", f"{_MAIN}v"
_FORMULA = f"{_MAIN}f"
_INLINE, _TEXT, _SPOKEN, _STRUCK = f"{_MAIN}is", f"{_MAIN}t", f"{_MAIN}rPh", f"{_MAIN}strike"
_STRICT = b"purl.oclc.org/ooxml"
_TRUE = ("1", "true")
_FALSE = ("0", "false")
_NO_HEIGHT = ("0", "0.0")
_PIECE = 1 << 16
_STRING = re.compile(rb"<(?:\w+:)?si(?:\s[^>]*)?(?:/>|(?<!/)>.*?</(?:\w+:)?si>)", re.DOTALL)
_STRIKE = re.compile(rb"<(?:\w+:)?strike\b(?![^>]*\bval=\"(?:0|false)\")")
_MOST_DATES = 50_000
_MOST_DAYS_OF_A_TIME = 2


class Sheet(NamedTuple):
    """A visible sheet: its name and which part of the file it is."""

    name: str
    part: str


class Workbook:
    """An opened workbook; `sheets` are those that its user sees.

    `struck` and `hidden` are the rows of each part read so far in which a cell is struck through, or that are not seen.
    """

    def __init__(self, handle: BinaryIO) -> None:
        from openpyxl.reader.excel import ExcelReader  # costs a third of a second that a CSV need not pay
        from openpyxl.styles.stylesheet import apply_stylesheet

        _refuse_strict(handle)
        reader: Any = ExcelReader(handle, read_only=True, data_only=True, keep_links=False)
        reader.read_manifest()
        reader.read_strings()
        reader.read_workbook()
        apply_stylesheet(reader.archive, reader.wb)
        self._archive: zipfile.ZipFile = reader.archive
        self._strings: list[str] = reader.shared_strings
        self._meant = _Numbers(reader.wb)
        self._struck = _struck_styles(reader.wb)
        self._struck_strings = _struck_strings(reader)
        self.struck: dict[str, set[int]] = {}
        self.hidden: dict[str, set[int]] = {}
        self.sheets = [
            Sheet(sheet.name, rel.target)
            for sheet, rel in reader.parser.find_sheets()
            if rel.target in reader.valid_files and "chartsheet" not in rel.Type and sheet.state == "visible"
        ]

    def rows(self, sheet: Sheet, most_columns: int) -> Iterator[list[Any]]:
        """Yield the cells of each row from the first on, up to the last one there is; rows left out are empty.

        Raises
        ------
        InputError
            When the sheet has a DOCTYPE.
        """
        rows = _Rows(
            self._strings, self._meant, most_columns, Path(str(self._archive.filename)).name, self._struck,
            self._struck_strings,
        )  # fmt: skip
        self.struck[sheet.part], self.hidden[sheet.part] = rows.struck, rows.hidden
        following = 1
        with self._archive.open(sheet.part) as part:
            while piece := part.read(_PIECE):
                for number, cells in rows.read(piece):
                    if number < following:
                        continue
                    for _ in range(following, number):
                        yield []
                    following = number + 1
                    yield cells
            rows.end()


class _Numbers:
    """Meanings of the numbers in cells, by the style of a cell: plain numbers, dates, or lengths of time."""

    def __init__(self, book: Any) -> None:
        self._epoch = book.epoch
        self._dates, self._lengths = book._date_formats, book._timedelta_formats  # noqa: SLF001 - kept nowhere else
        self._plain: dict[str, bool] = {}
        self._by_style: dict[tuple[str, str], Any] = {}

    def of(self, style: str, typed: str) -> Any:
        plain = self._plain.get(style)
        if plain is None:
            plain = self._plain[style] = int(style) not in self._dates
        if plain:
            return _number(typed)
        meant = self._by_style.get((style, typed))
        if meant is None:
            meant = self._date(int(style), _number(typed))
            if len(self._by_style) < _MOST_DATES:
                self._by_style[style, typed] = meant
        return meant

    def _date(self, style: int, number: float) -> Any:
        from openpyxl.utils.datetime import from_excel

        if 1 <= number < _MOST_DAYS_OF_A_TIME:  # an end of 24:00 or after, not a day of the year 1900
            return timedelta(days=number)
        try:
            return from_excel(number, self._epoch, timedelta=style in self._lengths)
        except (OverflowError, ValueError):
            return "#VALUE!"  # as a spreadsheet shows a date that there is not


class _Rows:
    """The rows of a sheet, as its XML comes in."""

    def __init__(
        self, strings: list[str], numbers: _Numbers, most_columns: int, file: str, styles: frozenset[str],
        struck_strings: frozenset[str],
    ) -> None:  # fmt: skip
        self._strings, self._numbers, self._most, self._file = strings, numbers, most_columns, file
        self._styles, self._struck_strings = styles, struck_strings
        self.struck: set[int] = set()
        self.hidden: set[int] = set()
        self._done: list[tuple[int, list[Any]]] = []
        self._row, self._column = 0, 0
        self._cells: list[Any] = []
        self._cell: dict[str, str] = {}
        self._value: str | None = None
        self._inline: str | None = None
        self._within = self._silent = self._formula = False
        self._text: list[str] = []
        self._letters: dict[str, int] = {}
        self._parser = expat.ParserCreate(namespace_separator="}")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._refuse

    def read(self, piece: bytes) -> list[tuple[int, list[Any]]]:
        """Return the rows that end in a piece of the sheet, with their numbers."""
        self._done = []
        self._parser.Parse(piece)
        return self._done

    def end(self) -> None:
        """Tell that the sheet has ended; raises ExpatError when it should not have."""
        self._parser.Parse(b"", True)  # noqa: FBT003 - expat takes it by its place alone

    def _refuse(self, *_: Any) -> None:
        raise InputError("file_doctype", file=self._file)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == _CELL:
            if self._within:
                raise ValueError(tag)  # a cell in a cell, or with two texts, could be read in two ways
            self._cell, self._value, self._inline, self._within = attributes, None, None, True
            self._formula = False
        elif tag == _VALUE or (tag == _TEXT and not self._silent):
            self._text = []
            self._parser.CharacterDataHandler = self._text.append
        elif tag == _INLINE:
            if self._inline is not None:
                raise ValueError(tag)
            self._inline = ""
        elif tag == _ROW:
            self._row = _whole(attributes["r"]) if "r" in attributes else self._row + 1
            self._column, self._cells = 0, []
            if attributes.get("hidden") in _TRUE or attributes.get("ht") in _NO_HEIGHT:
                self.hidden.add(self._row)
        elif tag == _FORMULA:
            self._formula = True
        elif tag == _SPOKEN:
            self._silent = True
        elif tag == _STRUCK and self._inline is not None and attributes.get("val") not in _FALSE:
            self.struck.add(self._row)

    def _end(self, tag: str) -> None:
        if tag == _CELL:
            self._put()
            self._within = False
        elif tag in (_VALUE, _TEXT):
            self._parser.CharacterDataHandler = None
            if tag == _VALUE:
                self._value = "".join(self._text) if self._value is None else self._value
            elif self._inline is not None and not self._silent:
                self._inline += "".join(self._text)
        elif tag == _ROW:
            self._done.append((self._row, self._cells))
        elif tag == _SPOKEN:
            self._silent = False

    def _put(self) -> None:
        """Put a cell into its column of the row; one too far to the right is left out."""
        where = self._cell.get("r")
        self._column = self._at(where) if where else self._column + 1
        if self._column > self._most:
            return
        kind = self._cell.get("t", "n")
        cells = self._cells
        if self._styles and self._cell.get("s") in self._styles and (self._value or self._inline):
            self.struck.add(self._row)
        if len(cells) < self._column:
            cells.extend([None] * (self._column - len(cells)))
        if kind == "inlineStr":
            cells[self._column - 1] = self._inline
        elif not self._value:
            cells[self._column - 1] = UNCOMPUTED if self._formula and kind == "n" else None
        elif kind == "n":
            cells[self._column - 1] = self._numbers.of(self._cell.get("s") or "0", self._value)
        elif kind == "s":
            cells[self._column - 1] = self._strings[int(self._value)]
            if self._value in self._struck_strings:
                self.struck.add(self._row)
        else:
            cells[self._column - 1] = _OTHERS.get(kind, str)(self._value)

    def _at(self, where: str) -> int:
        letters = where.rstrip("0123456789")
        column = self._letters.get(letters)
        if column is None:
            from openpyxl.utils import column_index_from_string

            column = self._letters[letters] = int(column_index_from_string(letters))
        return column


def _refuse_strict(handle: BinaryIO) -> None:
    """Refuse a workbook in the strict form, whose names openpyxl does not know: it would seem to have no rows."""
    with zipfile.ZipFile(handle) as packed:
        if _STRICT in packed.read("_rels/.rels"):
            raise InputError("workbook_strict")
    handle.seek(0)


def _struck_styles(book: Any) -> frozenset[str]:
    """Return the styles whose letters are struck through."""
    fonts = [bool(font.strike) for font in book._fonts]  # noqa: SLF001 - kept nowhere else
    styles = enumerate(book._cell_styles)  # noqa: SLF001 - kept nowhere else
    return frozenset(str(at) for at, style in styles if style.fontId < len(fonts) and fonts[style.fontId])


def _struck_strings(reader: Any) -> frozenset[str]:
    """Return the numbers of the texts of which a part is struck through, as the cells name them."""
    from openpyxl.xml.constants import SHARED_STRINGS

    part = reader.package.find(SHARED_STRINGS)
    raw: bytes = b"" if part is None else reader.archive.read(part.PartName[1:])
    if not _STRIKE.search(raw):
        return frozenset()
    return frozenset(str(at) for at, text in enumerate(_STRING.findall(raw)) if _STRIKE.search(text))


def _number(typed: str) -> float:
    return float(typed) if "." in typed or "E" in typed or "e" in typed else int(typed)


def _whole(typed: str) -> int:
    """Return the number of a row, which some programs write as 3.0. Raises ValueError for any other."""
    number = float(typed)
    if not number.is_integer():
        raise ValueError(typed)
    return int(number)


def _moment(typed: str) -> Any:
    from openpyxl.utils.datetime import from_ISO8601

    read: Any = from_ISO8601
    return read(typed)


_OTHERS: dict[str, Callable[[str], Any]] = {"b": lambda typed: bool(int(typed)), "d": _moment}
