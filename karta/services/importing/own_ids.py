"""Which row of earlier files a row with an id is: ids are a file's own, and the lists of two senders may begin at 1.

An id means the row of that id of the same file, or of an earlier state of it; for a file of another name the row that
agrees with it in what makes them the same. Any other row is one of its own, and its key names its file. Files of one
name that share neither an organisation nor a place are of two senders, and the second is kept under a numbered name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, count
from pathlib import PurePath
from typing import Any

from karta.errors import Issue
from karta.services.file_words import in_words
from karta.services.importing.sameness import Sameness
from karta.sources.intake import Intake
from karta.store.file_marks import FileMarks, list_of
from karta.store.import_rows import ImportRow, key_in, own_id

# Columns that name another row of the same kind by its id; a place may lie in one of another file.
_IN_THE_FILE = ("key", "replaces")
_REFERENCES = (*_IN_THE_FILE, "parent_key")

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Keyed:
    """An intake with the keys that its rows have in the register; `keys` are those that differ from its ids."""

    intake: Intake
    keys: dict[str, str] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)


def keyed(intake: Intake, stored_rows: Iterable[ImportRow], same: Sameness) -> Keyed:
    """Return an intake with a key for each row that is the one of its row of an earlier time, and no other's."""
    ids = OwnIds(intake, stored_rows, same)
    keys = ids.keys()
    frame = intake.rows
    if not keys:
        return Keyed(intake, issues=ids.notes())
    changed = {name: [keys.get(cell, cell) for cell in frame[name]] for name in _REFERENCES if name in frame}
    return Keyed(replace(intake, rows=frame.assign(**changed)), keys, ids.notes())


def apart(intake: Intake, stored_rows: Iterable[ImportRow], same: Sameness, marks: FileMarks) -> Intake:
    """Return an intake under the mark of its file: of a numbered name where others have sent a file of its name."""
    by_source: dict[str, list[ImportRow]] = {}
    for row in stored_rows:
        by_source.setdefault(row.source, []).append(row)
    path = PurePath(intake.source)
    names = chain([intake.source], (f"{path.stem} ({n}){path.suffix}" for n in count(2)))
    sources = (marks.of(name) for name in names)
    source = next(each for each in sources if not same.are_of_others(intake.rows, by_source.get(each, ())))
    return replace(intake, source=source)


class OwnIds:
    """The ids of a file beside those of earlier files."""

    def __init__(self, intake: Intake, stored_rows: Iterable[ImportRow], same: Sameness) -> None:
        self._intake, self._same = intake, same
        self._by_id: dict[str, list[ImportRow]] = {}
        for stored_row in stored_rows:
            self._by_id.setdefault(own_id(stored_row.key), []).append(stored_row)
        self._others: dict[str, list[int]] = {}

    def keys(self) -> dict[str, str]:
        """Return the key of each id that is kept under another key than the id alone."""
        keys = {own: row.key for own, row in self._of_this_file.items()}
        open_ = self._open(keys)
        self._same.look_up([row for key, _ in open_ for row in self._by_id[key]])
        near = self._near(open_)
        for own, row in open_:
            earlier = self._earlier(row, self._by_id[own], near)
            keys[own] = key_in(self._intake.source, own) if earlier is None else earlier.key
            if earlier is None:
                self._others.setdefault(self._by_id[own][0].source, []).append(int(row["row"]))
        return {own: key for own, key in keys.items() if own != key}

    def notes(self) -> list[Issue]:
        """Return a note for each other file that has the ids of rows which are not its own."""
        return [
            Issue(
                None,
                None,
                "ids_of_another_file",
                "note",
                value=in_words(source),
                facts=(("count", len(set(rows))),),
            )
            for source, rows in self._others.items()
        ] + self._another_sender()

    def _another_sender(self) -> list[Issue]:
        """Return a warning where a file of the same name had these ids for other organisations, all of them."""
        frame, earlier = self._intake.rows, self._of_this_file
        if "org" not in frame:
            return []
        pairs = (
            ({"org": org}, earlier[own])
            for own, org in zip(frame["key"], frame["org"], strict=True)
            if org and own in earlier
        )
        first = next(pairs, None)
        if first is None or any(self._same.may_be_one_sender(*pair) for pair in chain([first], pairs)):
            return []
        return [Issue(None, None, "ids_of_another_sender", "warning", value=in_words(self._intake.source))]

    @cached_property
    def _of_this_file(self) -> dict[str, ImportRow]:
        return {
            own: row for own, rows in self._by_id.items() for row in rows if row.source == self._intake.source
        }

    def _open(self, keys: Mapping[str, str]) -> list[tuple[str, Row]]:
        """Return the ids of this file that only other files have had, each with its row."""
        frame, of_others = self._intake.rows, self._by_id.keys() - keys.keys()
        if not of_others:
            return []
        columns = [frame[name] for name in _IN_THE_FILE if name in frame]
        wanted = [[cell for cell in cells if cell in of_others] for cells in zip(*columns, strict=True)]
        at = [n for n, own in enumerate(wanted) if own]
        rows = dict(zip(at, frame.iloc[at].to_dict("records"), strict=True)) if at else {}
        # The row of an id speaks for it before one that only refers to it.
        own_rows = {own: rows[n] for n in at for own in wanted[n][::-1]}
        own_rows |= {rows[n]["key"]: rows[n] for n in at if rows[n]["key"] in wanted[n]}
        return list(own_rows.items())

    def _earlier(self, row: Row, others: list[ImportRow], near: set[str]) -> ImportRow | None:
        """Return the row of other files that a row is, None where it is none of them or might be several."""
        fitting = [other for other in others if other.source in near]
        fitting = fitting or [other for other in others if self._same(row, other)]
        return fitting[0] if len(fitting) == 1 else None

    def _near(self, open_: Iterable[tuple[str, Row]]) -> set[str]:
        """Return the sources that are an earlier state of this file, by their names and by whose rows they tell of."""
        mine = list_of(self._intake.source)
        pairs = [(row, other) for own, row in open_ for other in self._by_id[own]]
        pairs = [(row, other) for row, other in pairs if list_of(other.source) == mine]
        return {other.source for row, other in pairs if self._same.may_be_one_sender(row, other)}
