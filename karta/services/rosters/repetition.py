"""How a shift repeats, as rows of its schedule: by weekday or by a rule, its days, a day for itself, an earlier end."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from karta.model.recurrence import parse_rule
from karta.model.schedule import Schedule, occurrences
from karta.model.walltime import DAY
from karta.services.rosters.shift_rows import Row, copied_values

# The farthest that a rule is looked along for its last day.
FARTHEST = 900


def repeats(schedule: Row) -> bool:
    """Tell whether a schedule repeats."""
    return bool(schedule["byday"] or schedule["rrule"])


def is_weekly(schedule: Row) -> bool:
    """Tell whether a series is held every week, on one weekday or several."""
    parts = parse_rule(schedule["rrule"]) if schedule["rrule"] else {}
    return parts.get("FREQ", "WEEKLY") == "WEEKLY" and parts.get("INTERVAL", "1") == "1"


def last_day(schedule: Row, zone: ZoneInfo) -> date | None:
    """Return the last day of a series, None where it has no end."""
    last: date | None = schedule["valid_to"]
    if not schedule["rrule"] or not {"UNTIL", "COUNT"} & parse_rule(schedule["rrule"]).keys():
        return last
    first = schedule["valid_from"] or schedule["date"]
    return max(days_held(schedule, first, last or first + FARTHEST * DAY, zone), default=last)


def days_held(schedule: Row, first: date, last: date, zone: ZoneInfo) -> set[date]:
    """Return the dates of a period on which a schedule falls, whether or not it is left out on some."""
    if last < first or not repeats(schedule):
        return set()
    times: dict[str, Any] = {"exdates": None, "extra_dates": None, "school_days_only": False}
    rule = Schedule.from_row({**schedule, **times}, schedule["start"], schedule["end"])
    return {occurrence.date for occurrence in occurrences(rule, first, last, zone).occurrences}


def single_day(schedule: Row, day: date, on: date) -> Row:
    """Return the schedule that stands for one day of a series, held on a date, the same or another."""
    return {
        **copied_values(schedule), "date": on, "byday": None, "rrule": None, "valid_from": None, "valid_to": None,
        "exdates": None, "end_date": None, "start_offset_min": None, "end_offset_min": None,
        "school_days_only": schedule["school_days_only"] and on == day, "replaces_id": schedule["id"],
        "original_date": day,
    }  # fmt: skip


def ended(schedule: Row, last: date, zone: ZoneInfo) -> Row:
    """Return the values of a series that is held up to a day, no longer than it was."""
    if schedule["valid_to"] is not None and schedule["valid_to"] < last:
        last = schedule["valid_to"]
    if not schedule["rrule"]:
        return {"valid_to": last}
    # A number of times is counted from the start: it becomes the last of its days.
    days = days_held(schedule, schedule["date"], last, zone)
    return {"valid_to": max(days, default=schedule["date"] - DAY), "rrule": _uncounted(schedule["rrule"])}


def begun(schedule: Row, first: date, zone: ZoneInfo) -> Row:
    """Return the values of a series that is held from one of its days on."""
    if not schedule["rrule"]:
        return {"valid_from": first}
    values: Row = {"date": first, "valid_from": None, "rrule": _uncounted(schedule["rrule"])}
    if "COUNT" in parse_rule(schedule["rrule"]):
        values["valid_to"] = max(days_held(schedule, first, first + FARTHEST * DAY, zone))
    return values


def _uncounted(rule: str) -> str:
    parts = parse_rule(rule)
    return ";".join(f"{name}={value}" for name, value in parts.items() if name != "COUNT")
