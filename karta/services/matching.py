"""What the rows of a file are to the register: new, changed, the same, waiting for a place, or gone.

Nothing is written here; `storing` writes what this finds.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Row as RowOfResult
from sqlalchemy import select

from karta.errors import Issue
from karta.model.place import is_unknown
from karta.model.recurrence import WEEKDAYS
from karta.services.binding import Names
from karta.services.boundary import outside
from karta.services.changes import payload, payloads
from karta.services.crews import CrewChange, compare
from karta.services.residents import BANDS, Areas, match_told
from karta.sources.intake import Intake
from karta.store.database import Reading
from karta.store.schema import places, shifts

TABLE = {
    "places": "place",
    "areas": "area",
    "population": BANDS,
    "organisations": "organisation",
    "contacts": "contact_function",
    "access": "access_hours",
    "sessions": "activity",
    "roster": "shift_party",
    "needs": "need_rule",
    "sources": "expected_source",
    "calendar": "calendar_row",
    "reports": "report",
}
_HELD = ("id", "key", "source", "payload", "row_table", "row_id")
AT_A_PLACE = frozenset({"access", "sessions", "roster", "needs", "sources"})
TIMED = frozenset({"access", "sessions", "roster", "needs"})


@dataclass(slots=True)
class Bound:
    """A row of a file with what its names mean; `held` is the import row of an earlier time, `row_id` its row."""

    row: dict[str, Any]
    text: str
    place: str | None = None
    organisation: str | None = None
    party: str | None = None
    waits: bool = False
    held: dict[str, Any] | None = None
    row_id: str | None = None


@dataclass
class Matched:
    """The rows of an intake: `new` have no row yet, `adopted` find one of another origin, `changed` their own."""

    kind: str
    names: Names
    new: list[Bound] = field(default_factory=list)
    adopted: list[Bound] = field(default_factory=list)
    changed: list[Bound] = field(default_factory=list)
    same: set[int] = field(default_factory=set)
    gone: pd.DataFrame = field(default_factory=pd.DataFrame)
    issues: list[Issue] = field(default_factory=list)
    # Expected sources that somebody entered or confirmed by hand, by organisation and place.
    sources: dict[tuple[Any, Any], str] = field(default_factory=dict)
    # What lines of a roster, found again, change in the people room.
    crews: list[CrewChange] = field(default_factory=list)
    # The areas of the workspace, where residents are told of them.
    areas: Areas | None = None
    # Whether ids have been put in: what was written once, or tried, is matched again before it is written again.
    spent: bool = False

    @property
    def stored(self) -> Iterator[Bound]:
        """All rows that accepting would write."""
        yield from self.new
        yield from self.adopted
        yield from self.changed


def match(look: Reading, intake: Intake, home: str | None) -> Matched:
    """Return what an intake's rows are to the register; `home` is the organisation of rows that name none."""
    kind = "places" if intake.kind == "osm" else intake.kind
    found = Matched(kind, Names.of(look))
    row = places.import_row.c
    query = select(*(row[name] for name in _HELD)).where(row.kind == kind).order_by(row.id)
    held = look.connection.execute(query).all()
    by_key = {row.key: row for row in held}
    left_out = intake.rejected | intake.pending
    read = zip(records(intake.rows), payloads(intake.rows), strict=True)
    rows = [Bound(row, text) for row, text in read if row["row"] not in left_out]
    parties = _Parties(look) if kind == "reports" else None
    if kind in {"population", "contacts"}:
        found.areas = Areas.of(look)
    if kind == "population" and found.areas is not None:
        found.issues.extend(match_told(found.areas, [one.row for one in rows]))
    asked = outside(look, intake, [one.row for one in rows if one.row["key"] not in by_key])
    if asked:
        found.issues.extend(asked)
        waiting = {issue.row for issue in asked}
        rows = [one for one in rows if one.row["row"] not in waiting]
    if kind == "sources":
        found.sources = _told_by_hand(look, {row.row_id for row in held})
    # Rows that say where their place lies come first, so that others may find it by its name.
    for one in sorted(rows, key=lambda one: is_unknown(one.row.get("lat"))):
        if _bound(one, kind, found, parties, home) is not None:
            _sort(one, by_key.get(one.row["key"]), found)
    if kind == "roster" and "persons" in intake.notes.get("columns", {}).values():
        _compare_crews(
            look, [(one, by_key[one.row["key"]]) for one in rows if one.row["key"] in by_key], found
        )
    for part in (found.new, found.adopted, found.changed):
        part.sort(key=lambda one: one.row["row"])
    keys = set(intake.rows["key"])
    gone = [tuple(row) for row in held if row.source == intake.source and row.key not in keys]
    found.gone = pd.DataFrame(gone, columns=list(_HELD))
    return found


def _compare_crews(look: Reading, again: list[tuple[Bound, RowOfResult[Any]]], found: Matched) -> None:
    """Make lines of which only the people differ changed ones; a file that has no names says nothing of them."""
    found.crews = compare(look, [(one.row, one.organisation, held) for one, held in again])
    differ = {crew.row["row"] for crew in found.crews} & found.same
    for one, held in again if differ else ():
        if one.row["row"] in differ:
            one.held = held._asdict()
            found.changed.append(one)
    found.same -= differ


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame as mappings of plain values, in a third of the time of pandas' own."""
    names = [str(name) for name in frame.columns]
    columns = [frame[name].tolist() for name in frame.columns]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


def rebound(found: Matched, row: dict[str, Any], home: str) -> Bound:
    """Return a row that waited for its place, bound to the names of the register as they are now."""
    one = _bound(Bound(row, payload(row)), found.kind, found, None, home)
    assert one is not None
    return one


def _bound(
    one: Bound, kind: str, found: Matched, parties: "_Parties | None", home: str | None
) -> Bound | None:
    row = one.row
    if kind in TIMED and (is_unknown(row["start"]) or is_unknown(row["end"])):
        found.issues.append(Issue(int(row["row"]), "start", "cell_blank"))
        return None
    if kind == "contacts":
        # A list of numbers makes no organisation: it names those of the register, or none.
        one.organisation = found.names.known_organisation(row["org"]) if row["org"] else None
        return _of_an_area(one, found)
    if "org" in row:
        one.organisation = found.names.organisation(row["org"] or home)
    if kind == "places":
        one.waits = is_unknown(row["geometry"])
    elif found.areas is not None:
        one.place = found.areas.find(row)
        one.waits = one.place is None
    elif kind in AT_A_PLACE:
        one.place = found.names.place(row)
        one.waits = one.place is None and not stands_alone(kind, row)
    elif parties is not None:
        one.place = found.names.place(row) if row["place"] or row["place_key"] else None
        one.party = parties.of(row, one)
        if one.party is None:
            found.issues.append(
                Issue(int(row["row"]), "date", "report_without_shift", value=str(row["date"]))
            )
            return None
    return one


def _of_an_area(one: Bound, found: Matched) -> Bound | None:
    """Return a contact with its area, the whole municipality where none is named; None where nobody knows the area."""
    row = one.row
    if row["area"]:
        one.place = found.areas.find(row) if found.areas is not None else None
        if one.place is None:
            found.issues.append(Issue(int(row["row"]), "area", "contact_area", value=row["area"]))
            return None
    return one


def stands_alone(kind: str, row: dict[str, Any]) -> bool:
    """Tell whether a row of a roster has a point, route, area or stops of its own instead of a place."""
    return kind == "roster" and not (is_unknown(row.get("geometry")) and is_unknown(row.get("stops")))


def _sort(one: Bound, held: RowOfResult[Any] | None, found: Matched) -> None:
    if held is not None:
        one.row_id = held.row_id
        waits = held.row_id is None
        if held.payload == one.text and (one.waits or not waits):
            found.same.add(one.row["row"])
            return
        one.held = held._asdict()
        (found.new if waits else found.changed).append(one)
        return
    one.row_id = _stored_elsewhere(one, found)
    (found.new if one.row_id is None else found.adopted).append(one)


def _stored_elsewhere(one: Bound, found: Matched) -> str | None:
    """Return the row that another import or a person has already made for the same thing, if it is certain."""
    names, row = found.names, one.row
    if found.kind == "organisations":
        return names.known_organisation(row["name"])
    if found.kind == "sources" and not one.waits:
        return found.sources.pop((one.organisation, one.place), None)
    if found.kind == "places" and not one.waits:
        for _, value in external_ids(row):
            if value in names.place_keys:
                return names.place_keys[value]
        made_by_name = [
            p for p in names.near(row["name"], row["geometry"]) if p not in names.place_keys.values()
        ]
        return made_by_name[0] if made_by_name and row["name"] else None
    return None


def _told_by_hand(look: Reading, imported: set[str]) -> dict[tuple[Any, Any], str]:
    rows = look.frame("expected_source")
    rows = rows[~rows["id"].isin(imported)]
    return dict(zip(zip(rows["organisation_id"], rows["place_id"], strict=True), rows["id"], strict=True))


def external_ids(row: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the ids of other systems that a row of places states, as (system, value)."""
    said = "" if is_unknown(row.get("external_ids")) else str(row["external_ids"])
    pairs = [text.split("=", 1) for text in said.split(";") if "=" in text]
    return [(system.strip(), value.strip()) for system, value in pairs]


class _Parties:
    """The roster lines that a report may be about: by the key of its series, else by organisation, place and date."""

    def __init__(self, look: Reading) -> None:
        party, shift, schedule = shifts.shift_party.c, shifts.shift.c, shifts.schedule.c
        lines = look.select(
            select(
                party.id, party.organisation_id, shift.place_id, schedule.date, schedule.byday, schedule.rrule,
                schedule.start, schedule.valid_from, schedule.valid_to,
            )
            .join_from(shifts.shift_party, shifts.shift, shift.id == party.shift_id)
            .join(shifts.schedule, schedule.id == shift.schedule_id)
            .where(party.superseded_at.is_(None))
        )  # fmt: skip
        self._lines: dict[tuple[Any, Any], list[dict[Any, Any]]] = {}
        for line in lines.to_dict("records"):
            self._lines.setdefault((line["organisation_id"], line["place_id"]), []).append(line)
        imported = places.import_row.c
        keys = look.select(select(imported.key, imported.row_id).where(imported.kind == "roster"))
        self._by_key = dict(zip(keys["key"], keys["row_id"], strict=True))

    def of(self, row: dict[str, Any], one: Bound) -> str | None:
        if not is_unknown(row["series"]) and self._by_key.get(row["series"]):
            return str(self._by_key[row["series"]])
        fitting = [
            line["id"]
            for line in self._lines.get((one.organisation, one.place), [])
            if _held_on(line, row["date"]) and row["planned_start"] in (None, line["start"])
        ]
        return fitting[0] if len(fitting) == 1 else None


def _held_on(line: dict[Any, Any], day: date) -> bool:
    if line["byday"] is None and line["rrule"] is None:
        return bool(line["date"] == day)
    begun = (line["valid_from"] or line["date"] or day) <= day
    weekday = line["byday"] is None or WEEKDAYS[day.weekday()] in line["byday"].split(";")
    return begun and weekday and day <= (line["valid_to"] or day)
