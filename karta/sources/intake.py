"""An Intake: the good rows of a file before anything is stored, and the issues of the others.

Every reader makes one. Finding the places that its rows mean, and comparing them with what is stored, is the work of
`services.importing.matching`; nothing here knows of a store.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from karta.errors import Issue
from karta.model import typed_text
from karta.model.frames import Column, Schema, check
from karta.model.letters import stored_form
from karta.model.place import name_key
from karta.model.rows import ROWS

if TYPE_CHECKING:
    import pandas as pd

_NUMBERS = frozenset({"float", "int"})
_NAMES = frozenset({"name", "place", "org"})
# A line says again what another line says, or what a total holds already.
_REPEATS = frozenset({"row_duplicate", "area_part", "event_replaced", "row_in_total", "row_of_all_ages"})


@dataclass(frozen=True)
class Intake:
    """The content of a file: `rows` as `karta.model.rows.ROWS[kind]` declares (places for osm), and issues.

    `unsaid`: by entry, the columns that it does not say, in which a default may stand; of an entry without one, the
    columns that are blank. `whole`: columns of which a blank says something, too (a calendar's event without a rule).
    Layers: frames by name beside the rows (osm: streets, water, green, buildings, walk_nodes, walk_edges; their
    attribute `attrs["read"]` is the number of entries). Notes: facts about the reading, for the preview.
    """

    kind: str
    rows: "pd.DataFrame"
    issues: list[Issue]
    rows_read: int
    source: str
    licence: str = ""
    layers: "dict[str, pd.DataFrame]" = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)
    unsaid: dict[int, frozenset[str]] = field(default_factory=dict)
    whole: frozenset[str] = frozenset()

    @property
    def rejected(self) -> frozenset[int]:
        """The entries that cannot be stored."""
        return frozenset(i.row for i in self.issues if i.row is not None and i.severity == "error")

    @property
    def pending(self) -> frozenset[int]:
        """The entries that wait for an answer."""
        questions = (i.row for i in self.issues if i.row is not None and i.severity == "question")
        return frozenset(questions) - self.rejected

    @property
    def duplicates(self) -> frozenset[int]:
        """The entries that repeat an earlier one of the same file."""
        return frozenset(i.row for i in self.issues if i.row is not None and i.code in _REPEATS)


@dataclass(frozen=True)
class Columns:
    """Mappings as the cells of each declared column that some mapping has (`filled` names all that they have)."""

    cells: dict[str, Sequence[Any]]
    filled: list[str]


@dataclass(frozen=True)
class Lines:
    """An intake whose rows are no frame yet: the process that reads a table need not load what frames are made of.

    `others` are the intake's other fields.
    """

    columns: Columns
    kind: str
    others: dict[str, Any]

    def intake(self) -> Intake:
        """Return the intake itself."""
        return Intake(kind=self.kind, rows=framed(self.columns, ROWS[self.kind]), **self.others)


def frame_of(rows: Iterable[Mapping[str, Any]], schema: Schema) -> "pd.DataFrame":
    """Return mappings as a checked frame; blanks stay None and texts stay objects, whatever pandas would infer.

    Its attribute `attrs["filled"]` names the columns that some mapping has.
    """
    return framed(columns_of(rows, schema), schema)


def columns_of(rows: Iterable[Mapping[str, Any]], schema: Schema) -> Columns:
    """Return mappings as columns, with texts that can be stored."""
    mappings = list(rows)
    filled: set[str] = set().union(*mappings)
    declared = [column for column in schema.columns if column.name in filled or column.required]
    cells = {
        column.name: cells if column.kind in _NUMBERS else _readable(cells)
        for column, cells in zip(declared, _columns(mappings, declared), strict=True)
    }
    return Columns(cells, sorted(filled))


def framed(columns: Columns, schema: Schema) -> "pd.DataFrame":
    """Return columns as the checked frame that `frame_of` tells of."""
    import pandas as pd  # a third of a second, which a process that only hands columns on need not pay

    series = {
        name: pd.Series(cells, dtype="float64" if schema.column(name).kind in _NUMBERS else "object")
        for name, cells in columns.cells.items()
    }
    frame = check(pd.DataFrame(series), schema)
    frame.attrs["filled"] = columns.filled
    return frame


def _readable(cells: Sequence[Any]) -> Sequence[Any]:
    """Return cells whose texts can be stored; readers of single cells have said already what they found."""
    texts = "".join({cell for cell in cells if type(cell) is str})
    if typed_text.readable(texts) == texts and stored_form(texts) == texts:
        return cells
    return [stored_form(typed_text.readable(cell)) if type(cell) is str else cell for cell in cells]


def _columns(rows: list[Mapping[str, Any]], columns: list[Column]) -> list[Sequence[Any]]:
    """Return the cells of rows by column; rows that all have the same columns are transposed as a whole."""
    names = [column.name for column in columns]
    if rows and len(names) > 1 and all(map(set(names).issubset, rows)):
        return list(zip(*map(itemgetter(*names), rows), strict=True))
    return [[row.get(column.name, column.default) for row in rows] for column in columns]


def settle(
    rows: list[dict[str, Any]], answers: Mapping[str, Any] | None = None
) -> tuple[list[dict[str, Any]], list[Issue]]:
    """Return the rows with one for each key, and the issues of the others.

    The same row again is a duplicate. Lines of one shift that name different people are different lines: their keys
    are numbered. Any other second row with a key is a contradiction, and all rows with that key are asked about,
    unless the `answers` say which one to `keep`.
    """
    keep = frozenset((answers or {}).get("keep") or ())
    by_key: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_key.setdefault(row["key"], []).append(row)
    if len(by_key) == len(rows):
        return rows, []
    distinct_rows: list[dict[str, Any]] = []
    issues: list[Issue] = []
    for key, group in by_key.items():
        if len(group) == 1:
            distinct_rows += group
            continue
        distinct: dict[tuple[Any, ...], dict[str, Any]] = {}
        for row in group:
            first = distinct.setdefault(_content(row), row)
            if first is not row:
                facts = (("first", first["row"]),)
                issues.append(Issue(row["row"], None, "row_duplicate", "note", facts=facts))
        people = [row.get("persons") or row.get("vacant") for row in distinct.values()]
        if len(distinct) > 1 and not (all(people) and len(set(people)) == len(people)):
            chosen = [row for row in distinct.values() if row["row"] in keep]
            if len(chosen) == 1:
                distinct_rows.append(chosen[0])
                facts = (("chosen", chosen[0]["row"]),)
                others = (row for row in distinct.values() if row is not chosen[0])
                issues.extend(Issue(row["row"], None, "row_not_chosen", facts=facts) for row in others)
                continue
            lines = ", ".join(str(row["row"]) for row in distinct.values())
            issues.extend(
                Issue(row["row"], None, "same_key_differs", "question", facts=(("lines", lines),))
                for row in distinct.values()
            )
            continue
        for at, row in enumerate(distinct.values(), start=1):
            distinct_rows.append(row if at == 1 else {**row, "key": f"{key}#{at}"})
    distinct_rows.sort(key=lambda row: row["row"])
    return distinct_rows, issues


def _content(row: dict[str, Any]) -> tuple[Any, ...]:
    """Return what a row says; names that differ in their writing alone say the same."""
    return tuple(
        name_key(str(value)) if name in _NAMES else str(value) for name, value in row.items() if name != "row"
    )
