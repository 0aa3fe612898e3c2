"""One line of somebody's table: its cells by field, and the issues found while reading them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Any, TypeAlias

from karta.errors import Issue, Severity
from karta.model import typed_text
from karta.sources import dates, values
from karta.sources.personal import without_extract, without_mark, without_numbers
from karta.sources.profiles import meaning
from karta.sources.table_cells import CellError

# Days on which something is held: other years are slips of the pen. Validity may well end in 9999.
_HELD = frozenset({"date", "end_date", "date_to", "original_date", "day"})
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
# What is listed and drawn by its name; a story in such a column is a slip of the mouse.
_NAMES = frozenset(
    {"name", "place", "org", "area", "title", "function", "umbrella", "responsible", "decided_by"}
)
# Most parts that a file is remembered by; what is written in so many ways is not written twice.
_MOST_PARTS = 20_000

Part: TypeAlias = dict[str, Any]
Cells: TypeAlias = Sequence[Any]


class Parts:
    """Parts made of a file's lines, with their issues, by the cells that they are made of.

    `columns` are the file's, by field; in a file of `texts` no two cells are equal and of different kinds.
    """

    def __init__(self, columns: Mapping[str, int], *, texts: bool) -> None:
        self._columns = columns
        self._texts = texts
        self._made: dict[Callable[..., Part], _Remembered] = {}

    def of(self, make: Callable[..., Part], names: tuple[str, ...]) -> "_Remembered":
        """Return the getter of some fields' cells in a line, and the parts that `make` made of such cells so far."""
        entry = self._made.get(make)
        if entry is None:
            entry = self._made[make] = self._taker(names), {}
        return entry

    def _taker(self, names: tuple[str, ...]) -> Callable[[Cells], Any]:
        columns = [self._columns[name] for name in names if name in self._columns]
        if not columns:
            return lambda _: ()
        if self._texts:
            return itemgetter(*columns)
        several: Callable[[Cells], Any] = itemgetter(*columns, columns[0])
        return lambda typed: (picked := several(typed), *map(type, picked))


_Remembered: TypeAlias = tuple[Callable[[Cells], Any], dict[Any, tuple[Part, tuple[Issue, ...]]]]


@dataclass(slots=True)
class Line:
    """A line with its cells by field, blank ones left out; `heads` says what the file calls the columns.

    `styles` tells how each column writes a date, `accepted` which questions the user has answered with yes,
    `crs` in which system of metres the user has said that the positions are; `parts` is shared by the lines of a file,
    `typed` is the line with all of its cells.
    """

    row: int
    cells: dict[str, Any]
    heads: dict[str, str]
    styles: dict[str, str]
    accepted: frozenset[str]
    issues: list[Issue] = field(default_factory=list)
    crs: str = ""
    parts: Parts | None = None
    typed: Cells = ()
    # Fields whose cells are to be emptied.
    emptied: frozenset[str] = frozenset()

    @property
    def stands(self) -> bool:
        """Whether nothing found so far keeps the line from being stored."""
        return not self.issues or all(issue.severity not in {"error", "question"} for issue in self.issues)

    def has(self, name: str) -> bool:
        """Return whether the field has a cell that is not blank."""
        return name in self.cells

    def tell(
        self, code: str, name: str | None = None, severity: Severity | None = None, **facts: Any
    ) -> None:
        """Note an issue of a field; questions that are answered already are not asked again."""
        if code in self.accepted:
            return
        typed = typed_text.quoted(values.text(self.cells.get(name))) if name else ""
        shown = without_numbers(typed)[0]
        level = severity or ("question" if code in values.ROW_QUESTIONS else "error")
        column = self.heads.get(name, name) if name else None
        self.issues.append(Issue(self.row, column, code, level, shown or None, tuple(facts.items())))

    def unnamed(self) -> None:
        """Note that a name was not read, without saying it."""
        self.issues.append(Issue(self.row, self.heads.get("persons"), "person_unnamed", "note"))

    def value(self, name: str, parse: Callable[[Any], Any], default: Any = None) -> Any:
        """Return the parsed cell; a blank one gives the default, a faulty one notes the issue and gives it too."""
        if name not in self.cells:
            return default
        try:
            return parse(self.cells[name])
        except CellError as error:
            self.tell(error.code, name, **dict(error.facts))
            return default

    def text(self, name: str, default: str | None = None) -> str | None:
        """Return a cell as typed, without personal identity numbers, extracts and markings of protection.

        A cell in which nothing can be seen is blank; one that cannot be read, or a name that is a story, is a fault.
        """
        if name not in self.cells:
            return default
        typed = values.text(self.cells[name])
        if typed_text.is_unreadable(typed):
            self.tell("text_unreadable", name)
            return default
        column = self.heads.get(name, name)
        cleaned, dropped = _cleaned(typed)
        if name in _NAMES and len(cleaned) > typed_text.MOST_OF_WORDS:
            self.tell("cell_too_long", name, most=typed_text.MOST_OF_WORDS)
            return default
        self.issues.extend(Issue(self.row, column, code, "warning") for code in dropped)
        return cleaned or default

    def day(self, name: str) -> date | None:
        """Return a date in the style of its column."""
        if name not in self.cells:
            return None
        style = self.styles.get(name, "")
        if style != "mdy" and "date_ambiguous" in self.accepted:
            style = "dmy"
        on: date | None = self.value(name, lambda cell: dates.day(cell, style, self.accepted))
        if on is not None and name in _HELD and self.is_far(on):
            self.tell("date_far", name, year=on.year)
            return None
        return on

    @staticmethod
    def is_far(on: date) -> bool:
        """Tell whether a day on which something is held is a slip of the pen."""
        return not _FIRST_YEAR <= on.year <= _LAST_YEAR

    def word(self, name: str, topic: str, default: str, *, unknown: str | None = None) -> str:
        """Return the meaning of a word; an unknown one is an error, or `unknown` with a warning where that is given."""
        typed = self.text(name)
        if not typed:
            return default
        meant = meaning(topic, typed)
        if meant is not None:
            return meant
        if unknown is None:
            self.tell("word_unknown", name)
            return default
        self.tell("word_other", name, "warning")
        return unknown


def once(*names: str) -> Callable[[Callable[[Line], Part]], Callable[[Line], Part]]:
    """Decorate the maker of a part of a line so that it makes one for equal cells only once: files repeat themselves.

    The part is shared: a caller copies it into a row of its own.
    """

    def remembering(make: Callable[[Line], Part]) -> Callable[[Line], Part]:
        def made(line: Line) -> Part:
            # What was found before may decide what is told now.
            if line.parts is None or line.issues:
                return make(line)
            taken, by_cells = line.parts.of(make, names)
            key = taken(line.typed)
            stored = by_cells.get(key)
            if stored is None:
                part = make(line)
                if len(by_cells) < _MOST_PARTS:
                    by_cells[key] = part, tuple(line.issues)
                return part
            part, issues = stored
            if issues:
                line.issues.extend(replace(issue, row=line.row) for issue in issues)
            return part

        return made

    return remembering


@lru_cache(maxsize=65_536)
def _cleaned(typed: str) -> tuple[str, tuple[str, ...]]:
    """Return a text without what must not be stored, and the codes of what was dropped."""
    plain = typed_text.without_controls(typed)
    cleaned, had = without_numbers(plain if typed_text.is_visible(plain) else "")
    cleaned, had_extract = without_extract(cleaned)
    dropped = (("personal_number_dropped", had), ("extract_dropped", had_extract))
    return without_mark(cleaned), tuple(code for code, there in dropped if there)
