"""One line of somebody's table: its cells by field, and the issues found while reading them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Any, TypeAlias

from karta.errors import Issue, Severity
from karta.sources import dates, values
from karta.sources.personal import without_extract, without_mark, without_numbers
from karta.sources.profiles import meaning
from karta.sources.table_cells import CellError

# Days on which something is held: other years are slips of the pen. Validity may well end in 9999.
_HELD = frozenset({"date", "end_date", "date_to", "original_date", "day"})
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
# Most parts that a file is remembered by; what is written in so many ways is not written twice.
_MOST_PARTS = 20_000

Part: TypeAlias = dict[str, Any]
Cells: TypeAlias = Sequence[Any]


class Parts:
    """What parts of a file's lines came to, with what was said of them, by the cells that they are made of.

    `columns` are the file's, by field; in a file of `texts` no two cells are equal and of different kinds.
    """

    def __init__(self, columns: Mapping[str, int], *, texts: bool) -> None:
        self._columns = columns
        self._texts = texts
        self._known: dict[Callable[..., Part], _Known] = {}

    def of(self, make: Callable[..., Part], names: tuple[str, ...]) -> "_Known":
        """Return what takes the cells of some fields from a line, and what `make` made of such cells so far."""
        found = self._known.get(make)
        if found is None:
            found = self._known[make] = self._taker(names), {}
        return found

    def _taker(self, names: tuple[str, ...]) -> Callable[[Cells], Any]:
        columns = [self._columns[name] for name in names if name in self._columns]
        if not columns:
            return lambda _: ()
        if self._texts:
            return itemgetter(*columns)
        several: Callable[[Cells], Any] = itemgetter(*columns, columns[0])
        return lambda typed: (found := several(typed), *map(type, found))


_Known: TypeAlias = tuple[Callable[[Cells], Any], dict[Any, tuple[Part, tuple[Issue, ...]]]]


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

    @property
    def stands(self) -> bool:
        """Whether nothing found so far keeps the line from being stored."""
        return all(issue.severity not in {"error", "question"} for issue in self.issues)

    def has(self, name: str) -> bool:
        """Return whether the field has a cell that is not blank."""
        return name in self.cells

    def tell(
        self, code: str, name: str | None = None, severity: Severity | None = None, **facts: Any
    ) -> None:
        """Note an issue of a field; questions that are answered already are not asked again."""
        if code in self.accepted:
            return
        shown = without_numbers(values.text(self.cells.get(name)))[0] if name else None
        level = severity or ("question" if code in values.QUESTIONS else "error")
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
        """Return a cell as typed, without personal identity numbers, extracts and markings of protection."""
        if name not in self.cells:
            return default
        typed = values.text(self.cells[name])
        column = self.heads.get(name, name)
        cleaned, dropped = _kept(typed)
        self.issues.extend(Issue(self.row, column, code, "warning") for code in dropped)
        return cleaned or default

    def day(self, name: str) -> date | None:
        """Return a date in the style of its column."""
        if name not in self.cells:
            return None
        style = self.styles.get(name, "")
        if style != "mdy" and "date_ambiguous" in self.accepted:
            style = "dmy"
        found: date | None = self.value(name, lambda cell: dates.day(cell, style, self.accepted))
        if found is not None and name in _HELD and not _FIRST_YEAR <= found.year <= _LAST_YEAR:
            self.tell("date_far", name, year=found.year)
            return None
        return found

    def word(self, name: str, topic: str, default: str, *, unknown: str | None = None) -> str:
        """Return what a word means; an unknown one is an error, or `unknown` with a warning where that is given."""
        typed = self.text(name)
        if not typed:
            return default
        found = meaning(topic, typed)
        if found is not None:
            return found
        if unknown is None:
            self.tell("word_unknown", name)
            return default
        self.tell("word_other", name, "warning")
        return unknown


def once(*names: str) -> Callable[[Callable[[Line], Part]], Callable[[Line], Part]]:
    """Make a part of a line only once for the same cells in the fields that it is made of: files say little often.

    The part is shared: who is given it makes a row of its own of it.
    """

    def remembering(make: Callable[[Line], Part]) -> Callable[[Line], Part]:
        def made(line: Line) -> Part:
            # What was found before may decide what is told now.
            if line.parts is None or line.issues:
                return make(line)
            taken, known = line.parts.of(make, names)
            asked = taken(line.typed)
            held = known.get(asked)
            if held is None:
                part = make(line)
                if len(known) < _MOST_PARTS:
                    known[asked] = part, tuple(line.issues)
                return part
            part, issues = held
            line.issues.extend(replace(issue, row=line.row) for issue in issues)
            return part

        return made

    return remembering


@lru_cache(maxsize=65_536)
def _kept(typed: str) -> tuple[str, tuple[str, ...]]:
    """Return what may be kept of a text, and the codes of what was dropped."""
    cleaned, had = without_numbers(typed)
    cleaned, said = without_extract(cleaned)
    dropped = (("personal_number_dropped", had), ("extract_dropped", said))
    return without_mark(cleaned), tuple(code for code, there in dropped if there)
