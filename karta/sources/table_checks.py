"""Checks of the rows of strict tables against each other: ids, references, order of times, one recurrence."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from karta.errors import Issue
from karta.model.place import AROUND_CHOICES, is_unknown
from karta.model.recurrence import WEEKDAYS
from karta.sources.table_cells import instant

Fault = tuple[str, Issue]
Row = dict[str, Any]

IDS: dict[str, tuple[str, ...]] = {
    "places": ("place_id",),
    "needs": ("rule_id",),
    "presences": ("presence_id",),
    "calendar": ("date",),
    "reach": ("presence_id", "place_id"),
    "sources": ("source_id",),
    "delivered": ("presence_id", "date"),
    "history": ("presence_id",),
    "equity_input": ("area_id",),
}
NOT_NEGATIVE: dict[str, tuple[str, ...]] = {
    "needs": ("adults", "min_civil_society", "min_trained"),
    "presences": ("adults", "min_adults", "young_leaders"),
    "sessions": ("leaders",),
    "reach": ("distance_m",),
    "stops": ("distance_m",),
    "route_legs": ("dwell_min_per_hour", "section_m", "section_mean_distance_m"),
    "delivered": ("adults",),
    "history": ("scheduled", "delivered"),
    "whatif": ("adults", "distance_m"),
    "equity_input": ("youths_10_19", "gap_adult_hours"),
}
WHOLE: dict[str, tuple[str, ...]] = {"needs": ("adults",), "history": ("scheduled", "delivered")}


@dataclass(frozen=True)
class ReadTable:
    """A table as read: frame, rows as mappings, the line of each, and the lines that already have a fault."""

    name: str
    frame: pd.DataFrame
    rows: list[Row]
    lines: list[int]
    broken: frozenset[int]

    def sound(self) -> Iterator[tuple[int, Row]]:
        """Yield line and row of the rows whose cells could all be read."""
        for line, row in zip(self.lines, self.rows, strict=True):
            if line not in self.broken:
                yield line, row


@dataclass(frozen=True)
class _Context:
    """The zone and the presences that the checks of a row may use."""

    zone: ZoneInfo
    presences: dict[str, Row]


def check_tables(
    tables: dict[str, ReadTable],
    zone: ZoneInfo,
    from_day: date | None,
    to_day: date | None,
    faults: list[Fault],
) -> None:
    """Add every fault that shows only when rows are seen together."""
    for table in tables.values():
        faults.extend(_of(table, _twice(table)))
        faults.extend(_of(table, _numbers(table)))
    for column, target, code in (
        ("place_id", "places", "place_unknown"),
        ("presence_id", "presences", "presence_unknown"),
    ):
        # A row that could not be read may have held the id: one fault is told, not all that follow from it.
        if not any(file == f"{target}.csv" and issue.code == "row_ragged" for file, issue in faults):
            faults.extend(_references(tables, column, target, code))
    presences = tables.get("presences")
    context = _Context(zone, {r["presence_id"]: r for _, r in presences.sound()} if presences else {})
    for name, rule in _ROW_RULES.items():
        if name in tables:
            table = tables[name]
            for line, row in table.sound():
                faults.extend((f"{name}.csv", issue) for issue in rule(line, row, context))
    if "route_legs" in tables:
        faults.extend(_of(tables["route_legs"], _dwell(tables["route_legs"])))
    calendar = tables.get("calendar")
    if calendar and not calendar.broken and from_day and to_day and from_day <= to_day:
        listed = any(from_day <= row["date"] <= to_day for row in calendar.rows)
        if not listed:
            facts = (("from_day", str(from_day)), ("to_day", str(to_day)))
            faults.append(("calendar.csv", Issue(None, None, "no_days", facts=facts)))


def _of(table: ReadTable, issues: Iterator[Issue]) -> Iterator[Fault]:
    return ((f"{table.name}.csv", issue) for issue in issues)


def _twice(table: ReadTable) -> Iterator[Issue]:
    keys = IDS.get(table.name)
    if not keys:
        return
    first: dict[tuple[Any, ...], int] = {}
    for line, row in table.sound():
        key = tuple(row[name] for name in keys)
        if key in first:
            shown = " ".join(str(part) for part in key)
            yield Issue(line, keys[0], "id_twice", value=shown, facts=(("first", first[key]),))
        first.setdefault(key, line)


def _numbers(table: ReadTable) -> Iterator[Issue]:
    for line, row in table.sound():
        for name in NOT_NEGATIVE.get(table.name, ()):
            value = row.get(name)
            if value is not None and value < 0:
                yield Issue(line, name, "number_negative", value=f"{value:g}")
        for name in WHOLE.get(table.name, ()):
            if row[name] != int(row[name]):
                yield Issue(line, name, "number_not_whole", value=f"{row[name]:g}")


def _references(tables: dict[str, ReadTable], column: str, target: str, code: str) -> Iterator[Fault]:
    """Yield the rows that name an id which its table lacks; none without that table."""
    if target not in tables:
        return
    ids = {row[column] for row in tables[target].rows}
    for table in tables.values():
        if table.name in {target, "whatif"} and column == "presence_id":
            continue
        if column not in table.frame.columns or table.name == target:
            continue
        for line, row in table.sound():
            if row[column] not in ids:
                yield f"{table.name}.csv", Issue(line, column, code, value=row[column])


def _place(line: int, row: Row, context: _Context) -> Iterator[Issue]:  # noqa: ARG001 - all rules share one form
    weight = row.get("priority_weight", 1.0)
    if not 0.5 <= weight <= 2:
        yield Issue(
            line, "priority_weight", "number_out_of_range", value=f"{weight:g}", facts=_range("0.5", "2")
        )
    around = row.get("around_min")
    if not is_unknown(around) and around not in AROUND_CHOICES:
        allowed = (("allowed", ", ".join(map(str, AROUND_CHOICES))),)
        yield Issue(line, "around_min", "value_not_allowed", value=f"{around:g}", facts=allowed)


def _session(line: int, row: Row, context: _Context) -> Iterator[Issue]:  # noqa: ARG001 - all rules share one form
    if not row["byday"] and not row.get("date"):
        yield Issue(line, "byday", "cell_blank")
    if row["byday"] and (row.get("date") or row.get("rrule")):
        yield Issue(line, "byday", "recurrence_mixed", value=row["byday"])


def _presence(line: int, row: Row, context: _Context) -> Iterator[Issue]:
    """A single row has two date-times, a weekly one two times and weekdays; a rule starts at a date-time."""
    start_dated, end_dated = "T" in row["start_local"], "T" in row["end_local"]
    if start_dated != end_dated:
        yield Issue(line, "end_local", "recurrence_mixed", value=row["end_local"])
    elif start_dated and row.get("byday"):
        yield Issue(line, "byday", "recurrence_mixed", value=row["byday"])
    elif not start_dated and not row.get("byday"):
        yield Issue(line, "byday", "weekdays_missing")
    elif not start_dated and row.get("rrule"):
        yield Issue(line, "rrule", "recurrence_mixed", value=row["rrule"])
    elif start_dated:
        yield from _order(line, row, context, "start_local", "end_local")


def _candidate(line: int, row: Row, context: _Context) -> Iterator[Issue]:
    undated = [name for name in ("start_local", "end_local") if "T" not in row[name]]
    for name in undated:
        yield Issue(line, name, "local_bad", value=row[name])
    if not undated:
        yield from _order(line, row, context, "start_local", "end_local")


def _source(line: int, row: Row, context: _Context) -> Iterator[Issue]:
    undated = [name for name in ("from_local", "to_local") if "T" not in row[name]]
    for name in undated:
        yield Issue(line, name, "local_bad", value=row[name])
    if not undated:
        yield from _order(line, row, context, "from_local", "to_local")


def _report(line: int, row: Row, context: _Context) -> Iterator[Issue]:
    presence = context.presences.get(row["presence_id"])
    if presence is not None:
        yield from _reported_shift(line, row, presence)
    if row["outcome"] != "carried_out":
        return
    if math.isnan(row["adults"]):
        yield Issue(line, "adults", "cell_blank")
    for name in ("start_local", "end_local"):
        if not row[name]:
            yield Issue(line, name, "cell_blank")
        elif "T" not in row[name]:
            yield Issue(line, name, "local_bad", value=row[name])
    if all(row[name] and "T" in row[name] for name in ("start_local", "end_local")):
        yield from _order(line, row, context, "start_local", "end_local")


def _reported_shift(line: int, row: Row, presence: Row) -> Iterator[Issue]:
    """A report needs a shift on its date that was not cancelled; rules and school calendars are not asked."""
    if presence["status"] == "cancelled" or str(row["date"]) in (presence.get("exdates") or "").split(";"):
        yield Issue(line, "presence_id", "report_on_cancelled", value=row["presence_id"])
        return
    dated = "T" in presence["start_local"]
    if presence.get("rrule") or not (dated or presence.get("byday")):
        return
    if dated:
        fits = presence["start_local"][:10] == str(row["date"])
    else:
        fits = WEEKDAYS[row["date"].weekday()] in (presence.get("byday") or "").split(";")
        fits = fits and (presence.get("valid_from") or row["date"]) <= row["date"]
        fits = fits and row["date"] <= (presence.get("valid_to") or row["date"])
    if not fits:
        yield Issue(line, "date", "report_without_shift", value=str(row["date"]))


def _history(line: int, row: Row, context: _Context) -> Iterator[Issue]:  # noqa: ARG001 - all rules share one form
    if row["delivered"] > row["scheduled"]:
        yield Issue(line, "delivered", "more_than_scheduled", value=f"{row['delivered']:g}")


def _leg(line: int, row: Row, context: _Context) -> Iterator[Issue]:  # noqa: ARG001 - all rules share one form
    if row["route_length_m"] <= 0:
        yield Issue(line, "route_length_m", "number_not_positive", value=f"{row['route_length_m']:g}")


def _dwell(table: ReadTable) -> Iterator[Issue]:
    """Dwell and length repeat on the rows of a route, so they must agree; an hour has sixty minutes."""
    dwell: dict[tuple[str, str], float] = {}
    length: dict[str, float] = {}
    for line, row in table.sound():
        presence, place = row["presence_id"], row["place_id"]
        minutes = dwell.setdefault((presence, place), row["dwell_min_per_hour"])
        if minutes != row["dwell_min_per_hour"]:
            yield Issue(
                line, "dwell_min_per_hour", "differs_from_first", value=f"{row['dwell_min_per_hour']:g}"
            )
        if length.setdefault(presence, row["route_length_m"]) != row["route_length_m"]:
            yield Issue(line, "route_length_m", "differs_from_first", value=f"{row['route_length_m']:g}")
        if sum(m for (walker, _), m in dwell.items() if walker == presence) > 60:
            yield Issue(line, "dwell_min_per_hour", "dwell_over_hour", value=f"{row['dwell_min_per_hour']:g}")


def _order(line: int, row: Row, context: _Context, start: str, end: str) -> Iterator[Issue]:
    try:
        first, last = instant(row[start], context.zone), instant(row[end], context.zone)
    except OverflowError:
        yield Issue(line, start, "local_bad", value=row[start])
        return
    if last <= first:
        yield Issue(line, end, "end_not_after_start", value=row[end])


def _range(low: str, high: str) -> tuple[tuple[str, Any], ...]:
    return (("low", low), ("high", high))


_ROW_RULES: dict[str, Callable[[int, Row, _Context], Iterator[Issue]]] = {
    "places": _place,
    "sessions": _session,
    "presences": _presence,
    "route_legs": _leg,
    "sources": _source,
    "delivered": _report,
    "history": _history,
    "whatif": _candidate,
}
