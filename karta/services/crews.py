"""Whom the lines of a roster name, and what a file that is imported again changes in the people room.

Names are compared where they are kept, and told only to who may see them; to others a name is a mark.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from karta.model.place import is_unknown, name_key
from karta.privacy import Viewer, may
from karta.store import crews
from karta.store.crews import Named, Signed
from karta.store.database import Reading
from karta.store.schema import shifts

# What stands for a name in the preview of who may not see it.
MARK = "•••"


@dataclass(frozen=True, slots=True)
class CrewChange:
    """What a line of a roster, found again, changes: who is taken off its series, and who is put on it."""

    row: dict[str, Any]
    organisation: str
    series: str
    ended: tuple[Signed, ...]
    entered: tuple[Named, ...]

    def cells(self, viewer: Viewer) -> list[dict[str, Any]]:
        """Return a row of CHANGED_COLUMNS for the names, and for the phones, where they differ."""
        old, new = [one.name for one in self.ended], [name for name, _ in self.entered]
        found = [] if sorted(old) == sorted(new) else [("persons", old, new)]
        calls = [one.phone or "" for one in self.ended], [phone or "" for _, phone in self.entered]
        if old and new and sorted(calls[0]) != sorted(calls[1]):
            found.append(("phones", *calls))
        shown = _sees(viewer, self.row)
        return [
            {"row": self.row["row"], "key": self.row["key"], "column": column}
            | {name: _told(cell, shown=shown) for name, cell in (("old", before), ("new", after))}
            for column, before, after in found
        ]


def people_of(row: dict[str, Any]) -> tuple[Named, ...]:
    """Return the people of a row of a roster, each with name and phone (None where the file gives none)."""
    names, phones = row.get("persons"), row.get("phones")
    if is_unknown(names):
        return ()
    typed, calls = str(names).split(";"), [] if is_unknown(phones) else str(phones).split(";")
    calls += [""] * (len(typed) - len(calls))
    return tuple((name.strip(), phone.strip() or None) for name, phone in zip(typed, calls, strict=False))


def compare(look: Reading, lines: Iterable[tuple[dict[str, Any], str | None, Any]]) -> list[CrewChange]:
    """Return what lines that are stored already change; a line is (row, organisation, its import row).

    Lines of one shift share its people. Who signed up by hand is never taken off, and nobody is while a line of
    the shift is missing in the file.
    """
    there, series_of = crews.signed(look.connection), _series(look)
    in_file: dict[str, list[tuple[dict[str, Any], str]]] = {}
    for row, organisation, held in lines:
        series = held.id if held.row_id is None else series_of.get(held.row_id)
        if series is not None and organisation is not None:
            in_file.setdefault(series, []).append((row, organisation))
    parties = Counter(series_of.values())
    named_before: dict[tuple[Any, Any], tuple[Named, ...]] = {}
    found = []
    for series, rows in in_file.items():
        on = there.get(series, [])
        # Nearly all lines, as a rule: who is named is who is there.
        if len(rows) == 1:
            said = rows[0][0].get("persons"), rows[0][0].get("phones")
            if said not in named_before:
                named_before[said] = people_of(rows[0][0])
            if {one[1:3] for one in on} == set(named_before[said]):
                continue
        named = [(at, person) for at, (row, _) in enumerate(rows) for person in people_of(row)]
        missing = [(at, person) for at, person in named if not any(one.is_meant(person) for one in on)]
        left = [one for one in on if one.imported and not any(one.is_meant(person) for _, person in named)]
        if len(rows) < parties[series]:
            left = []
        ats = list(dict.fromkeys(at for at, _ in missing)) or ([0] if left else [])
        for at in ats:
            entered = tuple(person for n, person in missing if n == at)
            found.append(CrewChange(*rows[at], series, tuple(left) if at == ats[0] else (), entered))
    return found


def _series(look: Reading) -> dict[str, str]:
    party, shift = shifts.shift_party.c, shifts.shift.c
    query = select(party.id, shift.schedule_id).join_from(
        shifts.shift_party, shifts.shift, shift.id == party.shift_id
    )
    return dict(look.connection.execute(query).all())


def _sees(viewer: Viewer, row: dict[str, Any]) -> bool:
    """Tell whether the viewer may see the names of a row: an organisation sees its own people alone."""
    own = is_unknown(row["org"]) or name_key(row["org"]) == name_key(viewer.organisation or "")
    return may(viewer, "see_people") and (viewer.organisation is None or own)


def _told(cell: list[str], *, shown: bool) -> str | None:
    return "; ".join(part if shown else MARK for part in cell) or None
