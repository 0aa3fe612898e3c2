"""The people on the lines of a roster, and how a file that is imported again changes who is signed up.

Names are compared where they are stored, and shown only to who may see them; to others a name is a mark.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from karta.model.place import is_unknown
from karta.privacy import Viewer, allowed, belonging_to
from karta.store import crews, line_parts
from karta.store import parties as store_parties
from karta.store.crews import NamePhone, Signed
from karta.store.database import Reading
from karta.store.import_rows import registered

# What stands for a name in the preview of who may not see it.
MARK = "•••"


@dataclass(frozen=True, slots=True)
class CrewChange:
    """A change of people on a stored roster line: who is taken off its series, and who is put on it."""

    row: dict[str, Any]
    organisation: str
    series: str
    ended: tuple[Signed, ...]
    entered: tuple[NamePhone, ...]

    def cells(self, viewer: Viewer) -> list[dict[str, Any]]:
        """Return a row of CHANGED_COLUMNS for the names, and for the phones, where they differ."""
        old, new = [sign_up.name for sign_up in self.ended], [name for name, _ in self.entered]
        differences = [] if sorted(old) == sorted(new) else [("persons", old, new)]
        calls = [sign_up.phone or "" for sign_up in self.ended], [phone or "" for _, phone in self.entered]
        if old and new and sorted(calls[0]) != sorted(calls[1]):
            differences.append(("phones", *calls))
        shown = bool(allowed(viewer, "see_people", belonging_to(self.organisation)))
        return [
            {"row": self.row["row"], "key": self.row["key"], "column": column}
            | {name: _joined(cell, shown=shown) for name, cell in (("old", before), ("new", after))}
            for column, before, after in differences
        ]


def people_of(row: dict[str, Any]) -> tuple[NamePhone, ...]:
    """Return the people of a row of a roster, each with name and phone (None where the file gives none)."""
    names, phones = row.get("persons"), row.get("phones")
    if is_unknown(names):
        return ()
    typed, calls = str(names).split(";"), [] if is_unknown(phones) else str(phones).split(";")
    calls += [""] * (len(typed) - len(calls))
    return tuple((name.strip(), phone.strip() or None) for name, phone in zip(typed, calls, strict=False))


def compare(reading: Reading, lines: Iterable[tuple[dict[str, Any], str | None, Any]]) -> list[CrewChange]:
    """Return the changes of people on lines that are stored already; a line is (row, organisation, its import row).

    Lines of one shift share its people. Who signed up by hand is never taken off, and nobody is while a line of
    the shift is missing in the file. What holds of a line holds of all parts that the app has made of it.
    """
    lines = list(lines)
    signed_up, series_of = crews.signed(reading.connection), store_parties.series(reading)
    parts = _series_of_parts(reading, [stored_row.row_id for _, _, stored_row in lines if stored_row.row_id])
    in_file: dict[str, list[tuple[dict[str, Any], str]]] = {}
    row_ids: dict[str, str | None] = {}
    for row, organisation, stored_row in lines:
        row_ids[row["key"]] = stored_row.row_id
        own = stored_row.id if stored_row.row_id is None else series_of.get(stored_row.row_id)
        for series in (own, *parts.get(stored_row.row_id, ())):
            if series is not None and organisation is not None:
                in_file.setdefault(series, []).append((row, organisation))
    parties = Counter(series_of.values())
    named_before: dict[tuple[Any, Any], set[NamePhone]] = {}
    changes = []
    for series, rows in in_file.items():
        sign_ups = signed_up.get(series, [])
        # Nearly all lines, as a rule: who is named is who is there.
        if len(rows) == 1:
            cells = rows[0][0].get("persons"), rows[0][0].get("phones")
            if cells not in named_before:
                named_before[cells] = set(people_of(rows[0][0]))
            if {sign_up[1:3] for sign_up in sign_ups} == named_before[cells]:
                continue
        listed = [(at, person) for at, (row, _) in enumerate(rows) for person in people_of(row)]
        missing = [
            (at, person) for at, person in listed if not any(sign_up.is_meant(person) for sign_up in sign_ups)
        ]
        leaving = [
            sign_up
            for sign_up in sign_ups
            if sign_up.imported and not any(sign_up.is_meant(person) for _, person in listed)
        ]
        if len(rows) < parties[series]:
            leaving = []
        ats = list(dict.fromkeys(at for at, _ in missing)) or ([0] if leaving else [])
        for at in ats:
            entered = tuple(person for n, person in missing if n == at)
            changes.append(CrewChange(*rows[at], series, tuple(leaving) if at == ats[0] else (), entered))
    return _owned(reading, changes, row_ids)


def _series_of_parts(reading: Reading, line_ids: list[str]) -> dict[str | None, list[str]]:
    """Return the further series that lines have become in the app, by line."""
    return {
        line: [part.schedule_id for part in parts if part.original_date is None]
        for line, parts in line_parts.copies(reading.connection, line_ids).items()
    }


def _owned(
    reading: Reading, changes: list[CrewChange], row_ids: Mapping[str, str | None]
) -> list[CrewChange]:
    """Return the changes with people of lines that name no organisation put under the one that the line has."""
    nameless = {str(row_ids[change.row["key"]]) for change in changes if is_unknown(change.row["org"])}
    lines = registered(reading, "shift_party", sorted(nameless))
    owners = {line: row["organisation_id"] for line, row in lines.items() if row["organisation_id"]}
    return [
        replace(change, organisation=owners.get(str(row_ids[change.row["key"]]), change.organisation))
        if is_unknown(change.row["org"])
        else change
        for change in changes
    ]


def _joined(cell: list[str], *, shown: bool) -> str | None:
    return "; ".join(part if shown else MARK for part in cell) or None
