"""Writing matched rows into the register: which columns of which tables a row of a file becomes."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import select

from karta.model.place import Located, is_unknown
from karta.services.matching import TABLE, Bound, Matched, external_ids, stands_alone
from karta.store import people
from karta.store.acts import Act
from karta.store.schema import shifts

Values = dict[str, Any]
SCHEDULE = (
    "start", "end", "end_date", "start_offset_min", "end_offset_min", "byday", "rrule", "valid_to", "exdates",
    "school_days_only", "original_date",
)  # fmt: skip
_BAND = re.compile(r"(\d{4}):(\d+)-(\d+)=(\d+(?:\.\d+)?)")
_STOP = re.compile(r"(.+)@(\d\d:\d\d)-(\d\d:\d\d)")
_COPIED = {
    "places": ("name", "kind", "geometry", "entrances", "address", "opening_hours", "crisis", "priority_weight"),
    "areas": ("name", "kind", "code", "code_version", "geometry"),
    "organisations": (
        "name", "types", "sector", "umbrella", "admitted_on", "admitted_by", "does", "does_not", "request_cap",
    ),
    "access": ("days", "start", "end", "valid_from", "valid_to"),
    "sessions": (
        "title", "leaders", "young_leaders", "age_from", "age_to", "girls", "adapted", "free", "drop_in",
    ),
    "roster": ("kind", "mode", "adults", "status"),
    "needs": (
        "type", "days", "start", "end", "adults", "outside_sessions", "within_access", "mode", "anchor", "valid_from",
        "valid_to", "state", "responsible", "decided_by", "decided_on", "reason",
    ),
    "sources": ("status", "from_local", "to_local", "confirmed_on", "asked_on"),
    "calendar": ("date", "date_to", "kind", "name"),
    "reports": ("date", "outcome", "adults", "met"),
}  # fmt: skip


@dataclass
class Writer:
    """One import being written within an act."""

    act: Act
    found: Matched
    source: str
    today: date
    function: str
    admit: bool

    def write(self) -> None:
        """Store everything that was matched."""
        self._make_names()
        new = [one for one in self.found.new if not one.waits]
        self._insert(new)
        self._change([*self.found.adopted, *self.found.changed])
        self._remember()
        self._enter_people()

    @cached_property
    def planned(self) -> dict[str, Values]:
        """The schedule of every roster line, for reports that give no times."""
        lines = select(shifts.shift_party.c.id.label("party"), shifts.schedule.c.start, shifts.schedule.c.end)
        lines = lines.join_from(
            shifts.shift_party, shifts.shift, shifts.shift.c.id == shifts.shift_party.c.shift_id
        )
        lines = lines.join(shifts.schedule, shifts.schedule.c.id == shifts.shift.c.schedule_id)
        return {row["party"]: dict(row) for row in self.act.connection.execute(lines).mappings()}

    def _make_names(self) -> None:
        """Store the places and organisations that the rows name for the first time, and put their ids in."""
        names = self.found.names
        admitted = {"admitted_on": self.today, "admitted_by": self.function} if self.admit else {}
        used = {mark for one in self.found.stored for mark in (one.place, one.organisation)}
        orgs = {mark: name for mark, name in names.new_organisations.items() if mark in used}
        spots = {mark: values for mark, values in names.new_places.items() if mark in used}
        org_ids = self.act.insert("organisation", [{"name": name, **admitted} for name in orgs.values()])
        place_ids = self.act.insert("place", spots.values())
        self._ids = {**dict(zip(orgs, org_ids, strict=True)), **dict(zip(spots, place_ids, strict=True))}
        for one in self.found.stored:
            one.place = self._ids.get(one.place or "", one.place)
            one.organisation = self._ids.get(one.organisation or "", one.organisation)

    def _insert(self, new: list[Bound]) -> None:
        kind = self.found.kind
        for one, row_id in zip(new, self.act.reserve(len(new)), strict=True):
            one.row_id = row_id
        if kind == "roster":
            self._insert_roster(new)
        elif kind == "sessions":
            series = self.act.insert("schedule", self._schedules(new))
            rows = [self._values(one) | {"schedule_id": s} for one, s in zip(new, series, strict=True)]
            self.act.insert("activity", [self._owned(one, row) for one, row in zip(new, rows, strict=True)])
        else:
            self.act.insert(TABLE[kind], [self._owned(one, self._values(one)) for one in new])
        self._children(new)

    def _insert_roster(self, new: list[Bound]) -> None:
        first = {one.row["key"]: n for n, one in enumerate(new)}
        series = self.act.reserve(len(new))
        shift = self.act.reserve(len(new))
        own = []
        for n, one in enumerate(new):
            # Lines that a file tells apart by people alone are parties of one shift: their keys differ in a number.
            lead = first.get(one.row["key"].rpartition("#")[0])
            if lead is None:
                own.append(n)
            else:
                series[n], shift[n] = series[lead], shift[lead]
        schedules = self._schedules([new[n] for n in own])
        self.act.insert("schedule", [{**row, "id": series[n]} for row, n in zip(schedules, own, strict=True)])
        self.act.insert(
            "shift", [self._shift(new[n]) | {"id": shift[n], "schedule_id": series[n]} for n in own]
        )
        parties = [self._owned(one, self._values(one) | {"shift_id": shift[n]}) for n, one in enumerate(new)]
        self.act.insert("shift_party", parties)
        self._stops([(new[n], shift[n]) for n in own])
        self._series = {one.row["key"]: series[n] for n, one in enumerate(new)}

    def _change(self, rows: list[Bound]) -> None:
        kind, table = self.found.kind, TABLE[self.found.kind]
        values = {one.row_id: self._values(one) for one in rows if one.row_id is not None}
        if kind == "needs":
            for one in rows:
                assert one.row_id is not None
                one.row_id = self.act.replace(table, one.row_id, None, values[one.row_id])
            return
        self.act.update_many(table, values)
        if kind in {"roster", "sessions"}:
            self._change_schedules(rows)
        self._children(rows, again=True)

    def _change_schedules(self, rows: list[Bound]) -> None:
        held = {one.row_id: one for one in rows if one.row_id is not None}
        parent = {row_id: self.act.row(TABLE[self.found.kind], row_id) for row_id in held}
        schedules = dict(zip(held, self._schedules(list(held.values())), strict=True))
        if self.found.kind == "roster":
            shifts = {row["shift_id"]: held[row_id] for row_id, row in parent.items()}
            self.act.update_many("shift", {shift: self._shift(one) for shift, one in shifts.items()})
            parent = {row_id: self.act.row("shift", row["shift_id"]) for row_id, row in parent.items()}
            old = [s["id"] for s in self.act.rows("shift_stop", "shift_id", list(shifts))]
            self.act.retire("shift_stop", old)
            self._stops([(one, shift) for shift, one in shifts.items()])
        self.act.update_many("schedule", {row["schedule_id"]: schedules[k] for k, row in parent.items()})

    def _values(self, one: Bound) -> Values:
        """Return the columns of the row's own table."""
        row, kind = one.row, self.found.kind
        values = {name: row[name] for name in _COPIED[kind] if name in row}
        return values | (_MADE[kind](self, one) if kind in _MADE else {})

    def _owned(self, one: Bound, values: Values) -> Values:
        owner = {"owner_org_id": one.organisation} if one.organisation else {}
        return {"id": one.row_id, **owner, **values}

    def _schedules(self, rows: Iterable[Bound]) -> list[Values]:
        return [self._schedule(one.row) for one in rows]

    def _schedule(self, row: Values) -> Values:
        kept = {name: row.get(name) for name in SCHEDULE}
        weekly = not is_unknown(row.get("byday"))
        begins = row.get("valid_from")
        return kept | {
            "date": None if weekly else row.get("date"),
            "valid_from": row.get("date") if weekly and is_unknown(begins) else begins,
            "replaces_id": self._series_of(row.get("replaces")),
        }

    def _series_of(self, key: str | None) -> str | None:
        """Return the schedule of a series that a row says it replaces an occurrence of."""
        if is_unknown(key):
            return None
        for held in self.act.rows("import_row", "key", [str(key)]):
            if held["kind"] == self.found.kind and held["row_id"]:
                row = self.act.row(held["row_table"], held["row_id"])
                shift = self.act.row("shift", row["shift_id"]) if "shift_id" in row else row
                return str(shift["schedule_id"])
        return None

    def _shift(self, one: Bound) -> Values:
        row = one.row
        return {
            "located": located(row),
            "place_id": one.place,
            "geometry": row.get("geometry"),
            "title": row.get("title"),
            "purpose": row.get("purpose"),
            "min_team": row.get("min_adults"),
        }

    def _stops(self, rows: Iterable[tuple[Bound, str]]) -> None:
        stops = []
        for one, shift in rows:
            said = "" if is_unknown(one.row.get("stops")) else str(one.row["stops"])
            for n, found in enumerate(_STOP.fullmatch(text.strip()) for text in said.split(";")):
                if found is not None:
                    place = self.found.names.place_by_name(found[1])
                    at = {"place_id": self._ids.get(place or "", place), "start": found[2], "end": found[3]}
                    stops.append({"shift_id": shift, "position": n, **at})
        self.act.insert("shift_stop", stops)

    def _children(self, rows: list[Bound], *, again: bool = False) -> None:
        """Store what hangs on places, areas and access hours: ids of other systems, residents, hours being known."""
        if self.found.kind == "places":
            self._external_ids(rows)
        elif self.found.kind == "areas":
            if again:
                ids = [one.row_id for one in rows if one.row_id is not None]
                old = [r["id"] for r in self.act.rows("area_population", "area_id", ids)]
                self.act.retire("area_population", old)
            self.act.insert("area_population", [band for one in rows for band in _population(one)])
        elif self.found.kind == "access":
            spots = {one.place for one in rows if one.place is not None}
            self.act.update_many("place", {place: {"access_known": True} for place in spots})

    def _external_ids(self, rows: list[Bound]) -> None:
        keys = {one.row["key"]: one.row_id for one in rows} | self.found.names.place_keys
        parents = {
            one.row_id: {"parent_id": keys[one.row["parent_key"]]}
            for one in rows
            if one.row_id is not None and keys.get(one.row.get("parent_key") or "") not in (None, one.row_id)
        }
        self.act.update_many("place", parents)
        said = {(system, value): one.row_id for one in rows for system, value in external_ids(one.row)}
        for known in self.act.rows("external_id", "value", [value for _, value in said]):
            if known["row_table"] == "place":
                said.pop((known["system"], known["value"]), None)
        self.act.insert(
            "external_id",
            [
                {"system": system, "value": value, "row_table": "place", "row_id": row_id}
                for (system, value), row_id in said.items()
            ],
        )

    def _remember(self) -> None:
        """Bind the rows of the file to their rows of the register, so that a later import finds them again."""
        fresh, again = [], {}
        for one in self.found.stored:
            entry = {
                "payload": one.text,
                "source": self.source,
                "row_table": None if one.waits else TABLE[self.found.kind],
                "row_id": None if one.waits else one.row_id,
                "state": "needs_place" if one.waits else "stored",
            }
            if one.held is None:
                fresh.append({**entry, "kind": self.found.kind, "key": one.row["key"]})
            else:
                again[one.held["id"]] = entry
        stored = self.act.insert("import_row", fresh)
        self.act.update_many("import_row", again)
        waiting = dict(zip((entry["key"] for entry in fresh), stored, strict=True))
        self._waiting = {
            one.row["key"]: one.held["id"] if one.held else waiting[one.row["key"]]
            for one in self.found.new
            if one.waits
        }

    def _enter_people(self) -> None:
        """Put names and phones into the people room, and nowhere else."""
        if self.found.kind != "roster":
            return
        for one in self.found.new:
            names = "" if is_unknown(one.row.get("persons")) else str(one.row["persons"])
            if not names or one.organisation is None:
                continue
            series = self._waiting[one.row["key"]] if one.waits else self._series[one.row["key"]]
            phones = str(one.row.get("phones") or "").split(";")
            for n, name in enumerate(names.split(";")):
                phone = phones[n].strip() if n < len(phones) else ""
                person = people.add(
                    self.act,
                    one.organisation,
                    name.strip(),
                    phone=phone or None,
                    routine_on=_day(one.row.get("routine_on")),
                )
                people.sign_up(self.act, person, series)


def located(row: Values) -> Located:
    """Return how a roster row stands in space: as its own geometry, along its stops, or at its place."""
    geometry = row.get("geometry")
    if is_unknown(geometry):
        return Located.ROUTE if stands_alone("roster", row) else Located.PLACE
    assert geometry is not None
    if "Polygon" in geometry.geom_type:
        return Located.AREA
    return Located.ROUTE if "Line" in geometry.geom_type else Located.POINT


def _population(one: Bound) -> list[Values]:
    said = "" if is_unknown(one.row.get("population")) else str(one.row["population"])
    return [
        {"area_id": one.row_id, "year": year, "age_from": low, "age_to": high, "count": count}
        for year, low, high, count in _BAND.findall(said)
    ]


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) else None


def _organisation(writer: Writer, one: Bound) -> Values:
    row = one.row
    if is_unknown(row["admitted_on"]) and writer.admit:
        return {"admitted_on": writer.today, "admitted_by": writer.function}
    return {}


def _need(writer: Writer, one: Bound) -> Values:
    row = one.row
    made: Values = {"place_id": one.place}
    if row["state"] == "decided" and is_unknown(row["decided_on"]):
        made |= {"decided_on": writer.today}
    if row["state"] == "decided" and is_unknown(row["decided_by"]):
        made |= {"decided_by": writer.function}
    return made


def _report(writer: Writer, one: Bound) -> Values:
    """Return what a report says, its times as planned where it gives none."""
    row, day = one.row, one.row["date"]
    assert one.party is not None
    planned = writer.planned[one.party]
    start = planned["start"] if is_unknown(row["start"]) else row["start"]
    end = planned["end"] if is_unknown(row["end"]) else row["end"]
    closing = day + timedelta(days=1) if end <= start else day
    times: Values = {"start_local": None, "end_local": None}
    if row["outcome"] == "carried_out":
        times = {"start_local": f"{day}T{start}", "end_local": f"{closing}T{end}"}
    return {"party_id": one.party, "original_start": f"{day}T{planned['start']}", **times}


_MADE: dict[str, Callable[[Writer, Bound], Values]] = {
    "organisations": _organisation,
    "access": lambda _, one: {"place_id": one.place},
    "sessions": lambda _, one: {
        "place_id": one.place,
        "organisation_id": one.organisation,
        "kind": one.row["activity"],
    },
    "roster": lambda _, one: {"organisation_id": one.organisation},
    "needs": _need,
    "sources": lambda writer, one: {
        "place_id": one.place,
        "organisation_id": one.organisation,
        "confirmed_by": None if is_unknown(one.row["confirmed_on"]) else writer.function,
    },
    "reports": _report,
}
