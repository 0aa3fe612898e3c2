"""Whom a roster names, line by line: compared with the people room, entered and ended, many at once.

A crew is the people who are signed up to every occurrence of a series. Names and phones stay in this room: what is
compared here is handed on only to whoever may see it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, select, update

from karta.store.acts import Act, chunks
from karta.store.bulk import insert_columns
from karta.store.cells import defaults_of
from karta.store.schema import journal
from karta.store.schema import people as t

# Signed up by an import, not by hand: only those may a later import take off again.
_IMPORTS = ("import", "place")

Named = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Crew:
    """The people whom a line of a roster names for a series: (name, phone) each, and when their routine was checked."""

    organisation_id: str
    series_id: str
    people: tuple[Named, ...]
    routine_on: date | None = None


class Signed(NamedTuple):
    """Someone on every occurrence of a series; `imported` tells whether a file said so."""

    id: str
    name: str
    phone: str | None
    imported: bool

    def is_meant(self, named: Named) -> bool:
        """Tell whether a line means this one: the same name, and the same phone where it gives one."""
        return self.name == named[0] and named[1] in (None, self.phone)


def signed(connection: Connection) -> dict[str, list[Signed]]:
    """Return who is on every occurrence of a series, by series."""
    c, person, act = t.sign_up.c, t.person.c, journal.act.c
    query = (
        select(c.series_id, c.id, person.name, person.phone, act.verb)
        .join_from(t.sign_up, t.person, person.id == c.person_id)
        .outerjoin(journal.act, act.id == c.act_id)
        .where(c.original_start.is_(None), c.ended_act_id.is_(None))
        .order_by(c.id)
    )
    found: dict[str, list[Signed]] = {}
    for series, row_id, name, phone, verb in connection.execute(query).all():
        found.setdefault(series, []).append(Signed(row_id, name, phone, verb in _IMPORTS))
    return found


def end(act: Act, sign_up_ids: Sequence[str]) -> None:
    """Take people off their series; undoing the act puts them back."""
    ended = {"ended_at": act.at, "ended_act_id": act.id}
    for chunk in chunks(sign_up_ids):
        act.connection.execute(update(t.sign_up).where(t.sign_up.c.id.in_(chunk)).values(ended))
        act.touched = True


def enter(act: Act, crews: Iterable[Crew]) -> None:
    """Put people on series, new ones into the room; whoever is on a series already stays on it once."""
    crews = list(crews)
    if not crews:
        return
    known = _Known(act, {crew.organisation_id for crew in crews})
    held = _held(act.connection, list({crew.series_id for crew in crews}))
    pairs: dict[tuple[str, str], None] = {}
    for crew in crews:
        for name, phone in crew.people:
            pair = known.person(crew.organisation_id, name, phone, crew.routine_on), crew.series_id
            if pair not in held:
                pairs[pair] = None
    known.store()
    _insert(act, t.sign_up, {
        "id": act.reserve(len(pairs)),
        "person_id": [person for person, _ in pairs],
        "series_id": [series for _, series in pairs],
    })  # fmt: skip


class _Known:
    """The people of some organisations while a file is being entered; new ones are stored at its end."""

    def __init__(self, act: Act, organisations: set[str]) -> None:
        self._act = act
        self._new: list[dict[str, Any]] = []
        self._by_name: dict[tuple[str, str], list[dict[str, Any]]] = {}
        c = t.person.c
        for chunk in chunks(sorted(organisations)):
            query = select(c.id, c.organisation_id, c.name, c.phone).where(c.organisation_id.in_(chunk))
            for row in act.connection.execute(query.order_by(c.id)).mappings():
                self._by_name.setdefault((row["organisation_id"], row["name"]), []).append(dict(row))

    def person(self, organisation: str, name: str, phone: str | None, routine_on: date | None) -> str:
        """Return the id of the one of that name and phone; a name alone means the first of that name."""
        same = self._by_name.setdefault((organisation, name), [])
        for one in same:
            if phone is None or one["phone"] == phone:
                return str(one["id"])
        # The same file named someone first without and then with a phone: that is one, not two.
        for one in same:
            if one["phone"] is None and "routine_on" in one:
                one["phone"] = phone
                return str(one["id"])
        new = {
            "id": self._act.reserve(1)[0], "organisation_id": organisation, "name": name, "phone": phone,
            "routine_on": routine_on,
        }  # fmt: skip
        self._new.append(new)
        same.append(new)
        return str(new["id"])

    def store(self) -> None:
        """Put the new ones into the room."""
        names = ("id", "organisation_id", "name", "phone", "routine_on")
        _insert(self._act, t.person, {name: [row[name] for row in self._new] for name in names})


def _held(connection: Connection, series: Sequence[str]) -> set[tuple[str, str]]:
    c = t.sign_up.c
    found: set[tuple[str, str]] = set()
    for chunk in chunks(series):
        query = select(c.person_id, c.series_id).where(
            c.series_id.in_(chunk), c.original_start.is_(None), c.ended_act_id.is_(None)
        )
        found.update((row.person_id, row.series_id) for row in connection.execute(query))
    return found


def _insert(act: Act, table: Any, given: dict[str, list[Any]]) -> None:
    count = len(given["id"])
    if count:
        stamp = {"recorded_at": act.at, "act_id": act.id}
        blank = {name: [value] * count for name, value in (defaults_of(table) | stamp).items()}
        insert_columns(act.connection, table, blank | given)
        act.touched = True
