"""Cells that a person has edited in the app and that a file says otherwise: the app's stay until somebody chooses.

What the register was told by the file before is compared with what stands there now and with what the file says today.
Only a cell that is told otherwise by both is a conflict; what the file repeats leaves the edit alone.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

import shapely

from karta.errors import InputError, Issue
from karta.model.place import name_key
from karta.services.importing.cell_changes import own_cells
from karta.services.importing.matched_rows import (
    AREA_COLUMNS,
    AT_A_PLACE,
    PLACE_COLUMNS,
    Bound,
    Conflict,
    Matched,
    stands_alone,
)
from karta.services.importing.registered import Registered, laid_out
from karta.services.register.names import ONE_SPOT_M
from karta.services.register.row_text import encoded, value_of

Values = dict[str, Any]
Choice = Literal["app", "file"]
CHOICES: tuple[Choice, ...] = ("app", "file")
# What is asked about too when nobody has edited it, where people have signed up for, cancelled or reported a date.
_DAYS = ("date", "byday", "rrule")
# What the register fills in itself where a row is silent, so that it is nobody's edit.
_FILLED_IN = {"needs": frozenset({"decided_by", "decided_on"})}
_TIMES = (
    "start", "end", "end_date", "start_offset_min", "end_offset_min", "byday", "rrule", "valid_from", "valid_to",
    "date",
)  # fmt: skip


class Answers:
    """The answers on conflicts, as `--answers` has them: `app` or `file`, or by row and column one of them.

    `headings` are the file's columns by heading, `columns` what a row of its kind has.

    Raises
    ------
    InputError
        `conflict_answer_all`, `conflict_answer`, `conflict_answer_column`: an answer that is none, or about nothing.
    """

    def __init__(self, answers: object, headings: Mapping[str, str], columns: Iterable[str]) -> None:
        self._headings, self._columns = headings, {*columns, *headings.values()}
        self._for_all: Choice | None = None
        self._by_row: dict[tuple[str, str], Choice] = {}
        if not isinstance(answers, dict):
            self._for_all = None if answers is None else _choice(answers)
            return
        for row, answer in answers.items():
            for column, choice in answer.items() if isinstance(answer, dict) else [("", answer)]:
                self._by_row |= {(str(row), name): _choice(choice, row) for name in self._fields(row, column)}

    def on(self, conflict: Conflict) -> Choice | None:
        """Return what is to stand, None where nobody has answered."""
        row = str(conflict.row)
        return self._by_row.get((row, conflict.column), self._by_row.get((row, ""), self._for_all))

    def _fields(self, row: str, column: str) -> tuple[str, ...]:
        name = self._headings.get(column, column)
        if name and name not in self._columns:
            raise InputError("conflict_answer_column", row=row, column=column)
        return ("start", "end") if name == "times" else (name,)


def _choice(answer: object, row: str | None = None) -> Choice:
    for choice in CHOICES:
        if answer == choice:
            return choice
    if row is None:
        raise InputError("conflict_answer_all", value=answer)
    raise InputError("conflict_answer", row=row, value=answer)


def settle(
    matched: Matched,
    bound: Bound,
    current: Registered,
    answers: Answers,
    fixed: frozenset[str] = frozenset(),
) -> list[Conflict]:
    """Take out of a changed row what a person has edited in the app; return the conflicts that nobody has answered.

    `fixed`: columns that are not the file's to say of this part of a line.
    """
    assert bound.changes is not None
    for name in fixed:
        bound.changes.pop(name, None)
    kind, stored = matched.kind, _stored(bound)
    before, after = laid_out(stored), laid_out(json.loads(bound.text))
    now = own_cells(kind, current.own) | current.cells
    cells = _of_cells(kind, bound, current, (before, now, after))
    conflicts = [conflict for conflict in cells if conflict.column not in fixed]
    conflicts += _of_names(bound, current, matched, stored)
    for name in bound.changes.keys() & current.cells.keys() - {"date", "valid_from"}:
        if after.get(name) == now[name]:
            bound.changes.pop(name)
        else:
            bound.changes[name] = (now[name], after.get(name))
    _keep_times(bound, current, before, after, fixed)
    unanswered = []
    for conflict in conflicts:
        answer = answers.on(conflict)
        if answer != "file":
            _keep(bound, conflict.column, conflict.app, current)
        elif conflict.column in bound.changes:
            bound.changes[conflict.column] = (conflict.app, conflict.file)
        if answer is None:
            unanswered.append(conflict)
    return unanswered


def leave(kind: str, bound: Bound, current: Registered, columns: Iterable[str]) -> None:
    """Leave cells as they stand in the app, while somebody is asked about them for this part of a line or another."""
    now = own_cells(kind, current.own) | current.cells
    for column in columns:
        _keep(bound, column, now.get(column), current)


def ask_again(bound: Bound, columns: Iterable[str]) -> None:
    """Remember unanswered cells as the file told them before, so that they are asked about the next time, too."""
    for column in columns:
        _put_back(bound, _columns(column), _stored(bound))


def keep_unknown_place(kind: str, bound: Bound, current: Registered) -> list[Issue]:
    """Leave a changed row where it is while nobody knows the place, or the area, that it names now; say so.

    Its earlier name is remembered, so that the file moves it once the new one is known.
    """
    columns = AREA_COLUMNS if kind == "population" else PLACE_COLUMNS
    if (
        bound.stored_row is None
        or bound.place is not None
        or columns.isdisjoint(bound.changes or ())
        or not (kind == "population" or kind in AT_A_PLACE)
        or stands_alone(kind, bound.row)
    ):
        return []
    assert bound.changes is not None
    for name in columns:
        bound.changes.pop(name, None)
    _put_back(bound, columns, _stored(bound))
    bound.place = current.own["area_id"] if kind == "population" else current.place_id
    column = "area" if kind == "population" else "place"
    value = str(bound.row.get(column) or bound.row.get("code") or "")
    return [Issue(int(bound.row["row"]), column, f"{column}_unknown_stays", "warning", value=value)]


def _of_cells(
    kind: str, bound: Bound, current: Registered, cells: tuple[Values, Values, Values]
) -> Iterator[Conflict]:
    before, now, after = cells
    told = [laid_out(json.loads(payload)) for payload in current.told]
    silent = frozenset() if current.replaced else _FILLED_IN.get(kind, frozenset())
    if current.own.get("admitted_how") is not None:
        silent |= {"admitted_on", "admitted_by"}
    for name, app in now.items():
        was, new = before.get(name), after.get(name)
        if new in (was, app):
            continue
        # What another file has told, or what stands where none tells anything, is no edit.
        values = [row[name] for row in told if row.get(name) is not None] or [current.defaults.get(name)]
        edited = app not in (was, *values) or (name == "geometry" and _is_chosen(bound, was, app))
        if bound.stored_row is None and edited and _is_meant(name, app, new, bound):
            continue
        if (edited and name not in silent) or (current.used and name in _DAYS):
            yield Conflict(int(bound.row["row"]), bound.row["key"], name, was, app, new)


def _is_chosen(bound: Bound, was: Any, app: Any) -> bool:
    """Tell whether somebody has said where a row lies that told it nowhere before."""
    return bound.stored_row is not None and was is None and app is not None


def _is_meant(name: str, app: Any, new: Any, bound: Bound) -> bool:
    """Tell whether a row that has found its row of the register by a cell says that cell again, only otherwise."""
    if name == "name":
        return name_key(app) == name_key(new or "")
    if name != "geometry" or new is None or not shapely.dwithin(_shape(app), _shape(new), ONE_SPOT_M):
        return False
    (bound.changes or {}).pop(name, None)
    return True


def _shape(cell: Values) -> Any:
    return shapely.from_wkb(cell["wkb"])


def _of_names(bound: Bound, current: Registered, matched: Matched, stored: Values) -> Iterator[Conflict]:
    """Yield a conflict where a person has given the row another organisation or place, and the file yet another."""
    changes, row, names = bound.changes or {}, bound.row, matched.names
    if "org" in changes:
        home = stored.get("org") or matched.home or ""
        was, app = names.known_organisation(home), current.own.get("organisation_id")
        if app is not None and app not in (was, bound.organisation):
            label = _label(names.organisations, app)
            yield Conflict(int(row["row"]), row["key"], "org", stored.get("org"), label, row["org"])
    if not PLACE_COLUMNS.isdisjoint(changes):
        where = [stored.get(name) for name in ("place_key", "lat", "lon")]
        was, app = names.known_place(stored.get("place") or "", *where), current.place_id
        # A name that means no place was given one by somebody.
        if app is not None and app not in (was, bound.place):
            label = _label(names.places, app)
            yield Conflict(int(row["row"]), row["key"], "place", stored.get("place"), label, row["place"])


def _label(frame: Any, row_id: str) -> str:
    labels = dict(zip(frame["id"], frame["name"], strict=True))
    return str(labels.get(row_id, row_id))


def _keep_times(
    bound: Bound, current: Registered, before: Values, after: Values, fixed: frozenset[str]
) -> None:
    """Let times that a person has edited, and of which the file says nothing new, stand beside those that it moves."""
    for name in _TIMES:
        is_silent = before.get(name) == after.get(name) != current.cells.get(name)
        if name in current.cells and (is_silent or name in fixed):
            bound.row[name] = _value(name, current.cells[name])


def _keep(bound: Bound, column: str, app: Any, current: Registered) -> None:
    assert bound.changes is not None
    for name in _columns(column):
        bound.changes.pop(name, None)
    if column == "place":
        bound.place = current.place_id
    elif column == "org":
        bound.organisation = current.own["organisation_id"]
    else:
        bound.row[column] = _value(column, app)


def _stored(bound: Bound) -> Values:
    """Return the cells of a row as its file told them before, none of one that has told nothing yet."""
    return {} if bound.stored_row is None else dict(json.loads(bound.stored_row["payload"]))


def _put_back(bound: Bound, columns: frozenset[str], stored: Values) -> None:
    """Remember cells of a row as the file told them before, so that it is compared with them the next time."""
    cells = json.loads(bound.text)
    for name in columns:
        cells.pop(name, None)
        if stored.get(name) is not None:
            cells[name] = stored[name]
    bound.text = encoded(cells)


def _columns(column: str) -> frozenset[str]:
    """Return the columns of a row that say a cell that is asked about."""
    if column == "place":
        return PLACE_COLUMNS
    return frozenset({column, "date"}) if column == "valid_from" else frozenset({column})


def _value(name: str, cell: Any) -> Any:
    return None if cell is None else value_of(name, cell)
