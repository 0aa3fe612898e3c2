"""Crews: the people whom roster lines name, compared with the people room, entered and ended, many at once.

A crew is the people who are signed up to every occurrence of a series. Names and phones stay in this room: what is
compared here is handed on only to whoever may see it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Subquery, select, update

from karta.store.acts import Act, chunks
from karta.store.bulk import insert_columns
from karta.store.cells import defaults_of
from karta.store.schema import journal
from karta.store.schema import people as t

# Signed up by an import, not by hand: only those may a later import take off again.
_IMPORTS = ("import", "place")

NamePhone = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Crew:
    """The people whom a line of a roster names for a series: (name, phone) each, and when their routine was checked."""

    organisation_id: str
    series_id: str
    people: tuple[NamePhone, ...]
    routine_on: date | None = None


class Signed(NamedTuple):
    """A person signed up to every occurrence of a series; `imported` tells whether an import did it."""

    id: str
    name: str
    phone: str | None
    imported: bool

    def is_meant(self, person: NamePhone) -> bool:
        """Tell whether a roster line names this person: the same name, and the same phone where it states one."""
        return self.name == person[0] and person[1] in (None, self.phone)


def signed(connection: Connection) -> dict[str, list[Signed]]:
    """Return who is on every occurrence of a series, by series."""
    c, person, imported = t.sign_up.c, t.person.c, _imported()
    query = (
        select(c.series_id, c.id, person.name, person.phone, imported.c.person_id.is_not(None))
        .join_from(t.sign_up, t.person, person.id == c.person_id)
        .outerjoin(
            imported, (imported.c.person_id == c.person_id) & (imported.c.recorded_at == c.recorded_at)
        )
        .where(c.original_start.is_(None), c.ended_act_id.is_(None))
        .order_by(c.id)
    )
    by_series: dict[str, list[Signed]] = {}
    for series, *cells in connection.execute(query).all():
        by_series.setdefault(series, []).append(Signed(*cells))
    return by_series


def carry(act: Act, old: str, new: str) -> None:
    """Put who is on every occurrence of a series on another one, too, which goes on from it."""
    c = t.sign_up.c
    columns = c.person_id, c.state, c.role, c.recorded_at
    query = select(*columns).where(c.series_id == old, c.original_start.is_(None), c.ended_act_id.is_(None))
    rows = act.connection.execute(query.order_by(c.id)).all()
    names = [column.name for column in columns]
    values = {name: list(cells) for name, cells in zip(names, zip(*rows, strict=True), strict=False)}
    _insert(act, t.sign_up, {"id": act.reserve(len(rows)), "series_id": [new] * len(rows), **values})


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
    room = _PeopleRoom(act, {crew.organisation_id for crew in crews})
    current = _current_pairs(act.connection, list({crew.series_id for crew in crews}))
    pairs: dict[tuple[str, str], None] = {}
    for crew in crews:
        for name, phone in crew.people:
            pair = room.person(crew.organisation_id, name, phone, crew.routine_on), crew.series_id
            if pair not in current:
                pairs[pair] = None
    room.store()
    _insert(act, t.sign_up, {
        "id": act.reserve(len(pairs)),
        "person_id": [person for person, _ in pairs],
        "series_id": [series for _, series in pairs],
    })  # fmt: skip


class _PeopleRoom:
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
        """Return the id of the person of that name and phone; a name alone means the first of that name."""
        same = self._by_name.setdefault((organisation, name), [])
        for row in same:
            if phone is None or row["phone"] == phone:
                return str(row["id"])
        # The same file named someone first without and then with a phone: that is one, not two.
        for row in same:
            if row["phone"] is None and "routine_on" in row:
                row["phone"] = phone
                return str(row["id"])
        new = {
            "id": self._act.reserve(1)[0], "organisation_id": organisation, "name": name, "phone": phone,
            "routine_on": routine_on,
        }  # fmt: skip
        self._new.append(new)
        same.append(new)
        return str(new["id"])

    def store(self) -> None:
        """Store the new people."""
        names = ("id", "organisation_id", "name", "phone", "routine_on")
        _insert(self._act, t.person, {name: [row[name] for row in self._new] for name in names})


def _imported() -> Subquery:
    """Return person and moment of what imports have put on series: who is carried to another one keeps both."""
    c, act = t.sign_up.c, journal.act.c
    query = select(c.person_id, c.recorded_at).join_from(t.sign_up, journal.act, act.id == c.act_id)
    return query.where(c.original_start.is_(None), act.verb.in_(_IMPORTS)).distinct().subquery()


def _current_pairs(connection: Connection, series: Sequence[str]) -> set[tuple[str, str]]:
    c = t.sign_up.c
    pairs: set[tuple[str, str]] = set()
    for chunk in chunks(series):
        query = select(c.person_id, c.series_id).where(
            c.series_id.in_(chunk), c.original_start.is_(None), c.ended_act_id.is_(None)
        )
        pairs.update((row.person_id, row.series_id) for row in connection.execute(query))
    return pairs


def _insert(act: Act, table: Any, columns: dict[str, list[Any]]) -> None:
    count = len(columns["id"])
    if count:
        stamp = {"recorded_at": act.at, "act_id": act.id}
        blank = {name: [value] * count for name, value in (defaults_of(table) | stamp).items()}
        insert_columns(act.connection, table, blank | columns)
        act.touched = True
