"""Writing matched rows into the register, in one act: new ones, changed ones, and what hangs on them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from karta.model.place import is_unknown
from karta.services.importing.cell_changes import written
from karta.services.importing.columns import (
    MADE_OF,
    SCHEDULE_MADE_OF,
    SHIFT_MADE_OF,
    Values,
    own_values,
    population,
    report_values,
    shift_values,
    stops_of,
)
from karta.services.importing.matched_rows import TABLE, Bound, Matched, external_ids
from karta.services.importing.roster_people import people_of
from karta.services.importing.schedules import schedule_values
from karta.services.register.residents import BANDS, NEEDS_AREA, bind_waiting, replace_figures
from karta.store import crews, line_parts, parties, people
from karta.store.acts import Act
from karta.store.crews import Crew

# What a row that waits is waiting for, where it is not a place.
_WAITS = {"population": NEEDS_AREA}


@dataclass
class Writer:
    """One import being written within an act."""

    act: Act
    matched: Matched
    source: str
    today: date
    function: str

    def write(self) -> None:
        """Store everything that was matched."""
        self._series: dict[str, str] = {}
        self._make_names()
        new = [bound for bound in self.matched.new if not bound.waits]
        self._insert(new)
        self._change([*self.matched.adopted, *self.matched.changed, *self.matched.parts])
        self.act.retire("shift_party", self.matched.ended_parts)
        self._remember()
        self._enter_people()

    @cached_property
    def planned(self) -> dict[str, Values]:
        """The schedule of every roster line, for reports that give no times."""
        return parties.times(self.act)

    def _make_names(self) -> None:
        """Store the places and organisations that the rows name for the first time, and put their ids in."""
        names = self.matched.names
        used = self.matched.names_used
        orgs = {mark: name for mark, name in names.new_organisations.items() if mark in used}
        spots = {mark: values for mark, values in names.new_places.items() if mark in used}
        org_ids = self.act.insert("organisation", [{"name": name} for name in orgs.values()])
        place_ids = self.act.insert("place", spots.values())
        self._ids = {**dict(zip(orgs, org_ids, strict=True)), **dict(zip(spots, place_ids, strict=True))}
        for bound in (*self.matched.stored, *self.matched.parts):
            bound.place = self._ids.get(bound.place or "", bound.place)
            bound.organisation = self._ids.get(bound.organisation or "", bound.organisation)

    def _insert(self, new: list[Bound]) -> None:
        kind = self.matched.kind
        for bound, row_id in zip(new, self.act.reserve(len(new)), strict=True):
            bound.row_id = row_id
        if kind == "roster":
            self._insert_roster(new)
        elif kind == "sessions":
            series = self.act.reserve(len(new))
            self._series = {bound.row["key"]: series[n] for n, bound in enumerate(new)}
            self._insert_schedules(new, series)
            rows = [self._values(bound) | {"schedule_id": s} for bound, s in zip(new, series, strict=True)]
            self.act.insert(
                "activity", [self._owned(bound, row) for bound, row in zip(new, rows, strict=True)]
            )
        else:
            rows = [self._owned(bound, self._values(bound)) for bound in new]
            if kind == "population":
                replace_figures(self.act, self.source, rows)
            self.act.insert(TABLE[kind], rows)
        self._children(new)

    def _insert_roster(self, new: list[Bound]) -> None:
        first = {bound.row["key"]: n for n, bound in enumerate(new)}
        series = self.act.reserve(len(new))
        shift = self.act.reserve(len(new))
        own = []
        for n, bound in enumerate(new):
            # Lines that a file tells apart by people alone are parties of one shift: their keys differ in a number.
            lead = first.get(bound.row["key"].rpartition("#")[0])
            if lead is None:
                own.append(n)
            else:
                series[n], shift[n] = series[lead], shift[lead]
        self._series = {bound.row["key"]: series[n] for n, bound in enumerate(new)}
        self._insert_schedules([new[n] for n in own], [series[n] for n in own])
        self.act.insert(
            "shift", [shift_values(new[n]) | {"id": shift[n], "schedule_id": series[n]} for n in own]
        )
        parties = [
            self._owned(bound, self._values(bound) | {"shift_id": shift[n]}) for n, bound in enumerate(new)
        ]
        self.act.insert("shift_party", parties)
        self._insert_stops([(new[n], shift[n]) for n in own])

    def _insert_schedules(self, rows: list[Bound], ids: list[str]) -> None:
        pairs = zip(rows, ids, strict=True)
        self.act.insert("schedule", [self._schedule(bound.row) | {"id": row_id} for bound, row_id in pairs])

    def _change(self, rows: list[Bound]) -> None:
        kind, table = self.matched.kind, TABLE[self.matched.kind]
        # A line may differ in its people alone, or say what the register has already.
        by_row_id = {bound.row_id: bound for bound in rows if bound.row_id is not None and bound.changes}
        if kind == "needs":
            for row_id, bound in by_row_id.items():
                bound.row_id = self.act.replace(table, row_id, None, self._values(bound))
            return
        self.act.update_many(table, {row_id: self._values(bound) for row_id, bound in by_row_id.items()})
        if kind == "roster":
            parties = self.act.rows(table, "id", list(by_row_id))
            of_shift = {row["shift_id"]: by_row_id[row["id"]] for row in parties}
            self._change_shifts(of_shift)
            self._change_schedules(
                {r["schedule_id"]: of_shift[r["id"]] for r in self.act.rows("shift", "id", list(of_shift))}
            )
        elif kind == "sessions":
            self._change_schedules(
                {r["schedule_id"]: by_row_id[r["id"]] for r in self.act.rows(table, "id", list(by_row_id))}
            )
        self._children(rows, changed=True)

    def _change_shifts(self, shifts_of: dict[str, Bound]) -> None:
        self.act.update_many(
            "shift",
            {
                row_id: written("roster", shift_values(bound), bound.changes, SHIFT_MADE_OF)
                for row_id, bound in shifts_of.items()
            },
        )
        rerouted = {row_id: bound for row_id, bound in shifts_of.items() if "stops" in (bound.changes or ())}
        stops = self.act.rows("shift_stop", "shift_id", list(rerouted))
        self.act.retire("shift_stop", [row["id"] for row in stops])
        self._insert_stops([(bound, row_id) for row_id, bound in rerouted.items()])

    def _change_schedules(self, schedules: dict[str, Bound]) -> None:
        self.act.update_many(
            "schedule",
            {
                row_id: written(self.matched.kind, self._schedule(bound.row), bound.changes, SCHEDULE_MADE_OF)
                for row_id, bound in schedules.items()
            },
        )

    def _values(self, bound: Bound) -> Values:
        """Return the columns of the row's own table."""
        kind = self.matched.kind
        values = own_values(kind, bound, self.function, self.today)
        if kind == "reports" and bound.party is not None:
            values |= report_values(bound, self.planned[bound.party])
        return written(kind, values, bound.changes, MADE_OF.get(kind, {}))

    def _owned(self, bound: Bound, values: Values) -> Values:
        owner = {"owner_org_id": bound.organisation} if bound.organisation else {}
        return {"id": bound.row_id, **owner, **values}

    def _schedule(self, row: Values) -> Values:
        return schedule_values(row, self._series_of(row.get("replaces"), row.get("original_date")))

    def _series_of(self, key: str | None, day: date | None) -> str | None:
        """Return the schedule of the series, or of its part, of which a row replaces the occurrence of a day."""
        if is_unknown(key):
            return None
        if key in self._series:
            return self._series[str(key)]
        for import_row in self.act.rows("import_row", "key", [str(key)]):
            if import_row["kind"] == self.matched.kind and import_row["row_id"]:
                row = self.act.row(import_row["row_table"], import_row["row_id"])
                shift = self.act.row("shift", row["shift_id"]) if "shift_id" in row else row
                later = line_parts.running_on(self.act.connection, row["id"], day)
                return later or str(shift["schedule_id"])
        return None

    def _insert_stops(self, rows: Iterable[tuple[Bound, str]]) -> None:
        stops = []
        for bound, shift in rows:
            for n, (name, start, end) in enumerate(stops_of(bound.row)):
                place = self.matched.names.place_by_name(name)
                at = {"place_id": self._ids.get(place or "", place), "start": start, "end": end}
                stops.append({"shift_id": shift, "position": n, **at})
        self.act.insert("shift_stop", stops)

    def _children(self, rows: list[Bound], *, changed: bool = False) -> None:
        """Store what hangs on places, areas and access hours: ids of other systems, residents, hours being known."""
        if self.matched.kind == "places":
            self._external_ids(rows)
        elif self.matched.kind == "areas":
            if changed:
                rows = [bound for bound in rows if "population" in (bound.changes or ())]
                ids = [bound.row_id for bound in rows if bound.row_id is not None]
                old = [r["id"] for r in self.act.rows(BANDS, "area_id", ids)]
                # Figures that came in a file of their own stay as they are.
                own = {r["row_id"] for r in self.act.rows("import_row", "row_id", old)}
                self.act.retire(BANDS, [row_id for row_id in old if row_id not in own])
            self.act.insert(BANDS, [band for bound in rows for band in population(bound)])
            bind_waiting(self.act)
        elif self.matched.kind == "access":
            spots = {bound.place for bound in rows if bound.place is not None}
            self.act.update_many("place", {place: {"access_known": True} for place in spots})

    def _external_ids(self, rows: list[Bound]) -> None:
        keys = {bound.row["key"]: bound.row_id for bound in rows} | self.matched.names.place_keys
        parents = {
            bound.row_id: {"parent_id": keys[bound.row["parent_key"]]}
            for bound in rows
            if bound.row_id is not None
            and keys.get(bound.row.get("parent_key") or "") not in (None, bound.row_id)
        }
        self.act.update_many("place", parents)
        row_ids = {
            (system, value): bound.row_id for bound in rows for system, value in external_ids(bound.row)
        }
        for stored_row in self.act.rows("external_id", "value", [value for _, value in row_ids]):
            if stored_row["row_table"] == "place":
                row_ids.pop((stored_row["system"], stored_row["value"]), None)
        self.act.insert(
            "external_id",
            [
                {"system": system, "value": value, "row_table": "place", "row_id": row_id}
                for (system, value), row_id in row_ids.items()
            ],
        )

    def _remember(self) -> None:
        """Bind the rows of the file to their rows of the register, so that a later import finds them again."""
        fresh, updates = [], {}
        for bound in self.matched.stored:
            entry = {
                "payload": bound.text,
                "source": self.source,
                "row_table": None if bound.waits else TABLE[self.matched.kind],
                "row_id": None if bound.waits else bound.row_id,
                "home_org_id": bound.organisation if bound.waits and not bound.row.get("org") else None,
                "state": _WAITS.get(self.matched.kind, "needs_place") if bound.waits else "stored",
            }
            if bound.stored_row is None:
                fresh.append({**entry, "kind": self.matched.kind, "key": bound.stored_key(self.matched.kind)})
            else:
                # A line without an id is called by its hours: it has other ones now.
                key = bound.row["key"] if self.matched.kind == "roster" else bound.stored_row["key"]
                # It stays the row of the source that told it first.
                updates[bound.stored_row["id"]] = {**entry, "key": key, "source": bound.stored_row["source"]}
        stored = self.act.insert("import_row", fresh)
        self.act.update_many("import_row", updates)
        waiting = dict(zip((entry["key"] for entry in fresh), stored, strict=True))
        self._waiting = {
            bound.row["key"]: bound.stored_row["id"] if bound.stored_row else waiting[bound.row["key"]]
            for bound in self.matched.new
            if bound.waits
        }

    def _enter_people(self) -> None:
        """Put names and phones into the people room, and nowhere else."""
        if self.matched.kind != "roster":
            return
        lines = []
        for bound in self.matched.new:
            if bound.organisation is None:
                continue
            series = self._waiting[bound.row["key"]] if bound.waits else self._series[bound.row["key"]]
            if bound.stored_row is not None and not bound.waits:
                people.move_sign_ups(self.act, bound.stored_row["id"], series)
            lines.append((bound.row, bound.organisation, series, people_of(bound.row)))
        entered = {bound.row["key"] for bound in self.matched.new}
        for change in self.matched.crews:
            if change.row["key"] not in entered:
                organisation = self._ids.get(change.organisation, change.organisation)
                lines.append((change.row, organisation, change.series, change.entered))
        crews.end(self.act, [sign_up.id for change in self.matched.crews for sign_up in change.ended])
        crews.enter(
            self.act,
            [
                Crew(organisation, series, persons, _day(row.get("routine_on")))
                for row, organisation, series, persons in lines
                if persons
            ],
        )


def _day(cell: object) -> date | None:
    return cell if isinstance(cell, date) else None
