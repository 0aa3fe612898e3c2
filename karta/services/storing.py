"""Writing matched rows into the register, in one act: new ones, changed ones, and what hangs on them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import select

from karta.model.place import is_unknown
from karta.services.columns import (
    Values,
    own_values,
    population,
    report_values,
    schedule_values,
    shift_values,
    stops_of,
)
from karta.services.crews import people_of
from karta.services.matching import TABLE, Bound, Matched, external_ids
from karta.services.residents import BANDS, NEEDS_AREA, bind_waiting, replace_figures
from karta.store import crews, people
from karta.store.acts import Act
from karta.store.crews import Crew
from karta.store.schema import shifts

# What a row that waits is waiting for, where it is not a place.
_WAITS = {"population": NEEDS_AREA}


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
        self._series: dict[str, str] = {}
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
            series = self.act.reserve(len(new))
            self._series = {one.row["key"]: series[n] for n, one in enumerate(new)}
            self._insert_schedules(new, series)
            rows = [self._values(one) | {"schedule_id": s} for one, s in zip(new, series, strict=True)]
            self.act.insert("activity", [self._owned(one, row) for one, row in zip(new, rows, strict=True)])
        else:
            rows = [self._owned(one, self._values(one)) for one in new]
            if kind == "population":
                replace_figures(self.act, self.source, rows)
            self.act.insert(TABLE[kind], rows)
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
        self._series = {one.row["key"]: series[n] for n, one in enumerate(new)}
        self._insert_schedules([new[n] for n in own], [series[n] for n in own])
        self.act.insert(
            "shift", [shift_values(new[n]) | {"id": shift[n], "schedule_id": series[n]} for n in own]
        )
        parties = [self._owned(one, self._values(one) | {"shift_id": shift[n]}) for n, one in enumerate(new)]
        self.act.insert("shift_party", parties)
        self._insert_stops([(new[n], shift[n]) for n in own])

    def _insert_schedules(self, rows: list[Bound], ids: list[str]) -> None:
        values = [self._schedule(one.row) for one in rows]
        self.act.insert("schedule", [{**row, "id": row_id} for row, row_id in zip(values, ids, strict=True)])

    def _change(self, rows: list[Bound]) -> None:
        kind, table = self.found.kind, TABLE[self.found.kind]
        # A line may differ in its people alone.
        rows = [one for one in rows if one.held is None or one.held["payload"] != one.text]
        held = {one.row_id: one for one in rows if one.row_id is not None}
        if kind == "needs":
            for row_id, one in held.items():
                one.row_id = self.act.replace(table, row_id, None, self._values(one))
            return
        self.act.update_many(table, {row_id: self._values(one) for row_id, one in held.items()})
        if kind == "roster":
            parties = self.act.rows(table, "id", list(held))
            of_shift = {row["shift_id"]: held[row["id"]] for row in parties}
            self._change_shifts(of_shift)
            self._change_schedules(
                {r["schedule_id"]: of_shift[r["id"]] for r in self.act.rows("shift", "id", list(of_shift))}
            )
        elif kind == "sessions":
            self._change_schedules(
                {r["schedule_id"]: held[r["id"]] for r in self.act.rows(table, "id", list(held))}
            )
        self._children(rows, again=True)

    def _change_shifts(self, shifts_of: dict[str, Bound]) -> None:
        self.act.update_many("shift", {row_id: shift_values(one) for row_id, one in shifts_of.items()})
        self.act.retire(
            "shift_stop", [row["id"] for row in self.act.rows("shift_stop", "shift_id", list(shifts_of))]
        )
        self._insert_stops([(one, row_id) for row_id, one in shifts_of.items()])

    def _change_schedules(self, schedules: dict[str, Bound]) -> None:
        self.act.update_many(
            "schedule", {row_id: self._schedule(one.row) for row_id, one in schedules.items()}
        )

    def _values(self, one: Bound) -> Values:
        """Return the columns of the row's own table."""
        kind = self.found.kind
        values = own_values(kind, one, self.function, self.today)
        if kind == "reports" and one.party is not None:
            values |= report_values(one, self.planned[one.party])
        if kind == "organisations" and self.admit and is_unknown(one.row["admitted_on"]):
            values |= {"admitted_on": self.today, "admitted_by": self.function}
        return values

    def _owned(self, one: Bound, values: Values) -> Values:
        owner = {"owner_org_id": one.organisation} if one.organisation else {}
        return {"id": one.row_id, **owner, **values}

    def _schedule(self, row: Values) -> Values:
        return schedule_values(row, self._series_of(row.get("replaces")))

    def _series_of(self, key: str | None) -> str | None:
        """Return the schedule of a series that a row says it replaces an occurrence of."""
        if is_unknown(key):
            return None
        if key in self._series:
            return self._series[str(key)]
        for held in self.act.rows("import_row", "key", [str(key)]):
            if held["kind"] == self.found.kind and held["row_id"]:
                row = self.act.row(held["row_table"], held["row_id"])
                shift = self.act.row("shift", row["shift_id"]) if "shift_id" in row else row
                return str(shift["schedule_id"])
        return None

    def _insert_stops(self, rows: Iterable[tuple[Bound, str]]) -> None:
        stops = []
        for one, shift in rows:
            for n, (name, start, end) in enumerate(stops_of(one.row)):
                place = self.found.names.place_by_name(name)
                at = {"place_id": self._ids.get(place or "", place), "start": start, "end": end}
                stops.append({"shift_id": shift, "position": n, **at})
        self.act.insert("shift_stop", stops)

    def _children(self, rows: list[Bound], *, again: bool = False) -> None:
        """Store what hangs on places, areas and access hours: ids of other systems, residents, hours being known."""
        if self.found.kind == "places":
            self._external_ids(rows)
        elif self.found.kind == "areas":
            if again:
                ids = [one.row_id for one in rows if one.row_id is not None]
                old = [r["id"] for r in self.act.rows(BANDS, "area_id", ids)]
                # Figures that came in a file of their own stay as they are.
                own = {r["row_id"] for r in self.act.rows("import_row", "row_id", old)}
                self.act.retire(BANDS, [row_id for row_id in old if row_id not in own])
            self.act.insert(BANDS, [band for one in rows for band in population(one)])
            bind_waiting(self.act)
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
                "state": _WAITS.get(self.found.kind, "needs_place") if one.waits else "stored",
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
        lines = []
        for one in self.found.new:
            if one.organisation is None:
                continue
            series = self._waiting[one.row["key"]] if one.waits else self._series[one.row["key"]]
            if one.held is not None and not one.waits:
                people.move_sign_ups(self.act, one.held["id"], series)
            lines.append((one.row, one.organisation, series, people_of(one.row)))
        entered = {one.row["key"] for one in self.found.new}
        for change in self.found.crews:
            if change.row["key"] not in entered:
                organisation = self._ids.get(change.organisation, change.organisation)
                lines.append((change.row, organisation, change.series, change.entered))
        crews.end(self.act, [one.id for change in self.found.crews for one in change.ended])
        crews.enter(
            self.act,
            [
                Crew(organisation, series, named, _day(row.get("routine_on")))
                for row, organisation, series, named in lines
                if named
            ],
        )


def _day(cell: object) -> date | None:
    return cell if isinstance(cell, date) else None
