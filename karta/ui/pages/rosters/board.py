"""What the board of shifts holds: the shifts of some weeks by place and day, and those that need somebody first."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from karta.i18n import day as day_text
from karta.model.shift import ShiftOccurrence
from karta.model.walltime import DAY
from karta.privacy import WORKSPACE, allowed
from karta.reports import calendar
from karta.services.rosters.occurrences import resource_of, when_text
from karta.ui.context import Context
from karta.ui.pages.rosters import lines

# How many of those that need somebody are shown above the board, the next ones in time.
FIRST = 12
# From so many weeks on a cell says no more than how many come.
COMPACT = 3


def contents(
    context: Context,
    first: date,
    weeks: int,
    shifts: Sequence[ShiftOccurrence],
    ahead: Sequence[ShiftOccurrence],
) -> dict[str, Any]:
    """Return what the board shows: `shifts` on the days of `weeks` from the Monday `first`.

    Of all shifts `ahead` those that seek a stand-in and those that need more stand above it.
    """
    say, today = context.say, context.workspace.today
    days = [first + n * DAY for n in range(7 * weeks)]
    inside = [shift for shift in shifts if days[0] <= shift.held_on <= days[-1]]
    return {
        "title": say("rosters.board"), "empty": say("rosters.board_empty"), "today": say("rosters.today"),
        "plan": say("rosters.part_new"), "may_plan": bool(allowed(context.viewer, "plan_shifts", WORKSPACE)),
        "compact": weeks >= COMPACT,
        "weeks": [
            say("rosters.board_week", week=(first + timedelta(weeks=n)).isocalendar().week) for n in range(weeks)
        ],
        "days": [_day(context, day, today) for day in days],
        "rows": _rows(context, inside, first),
        "lanes": [*_lane(context, "seek", seeking(ahead)), *_lane(context, "understaffed", needing(ahead))],
    }  # fmt: skip


def seeking(ahead: Sequence[ShiftOccurrence]) -> list[ShiftOccurrence]:
    """Return the shifts on which somebody seeks a stand-in."""
    return [shift for shift in ahead if shift.stand_ins and not shift.cancelled]


def needing(ahead: Sequence[ShiftOccurrence]) -> list[ShiftOccurrence]:
    """Return the shifts that need more people."""
    return [shift for shift in ahead if shift.phase == "understaffed"]


def _day(context: Context, day: date, today: date) -> dict[str, str]:
    language = context.workspace.language
    plain = day_text(day, language, weekday=False)
    return {
        "iso": day.isoformat(), "label": day_text(day, language), "date": plain, "number": str(day.day),
        "weekday": context.say(f"time.weekday_{day.weekday()}"),
        "when": "past" if day < today else "today" if day == today else "",
    }  # fmt: skip


def _rows(context: Context, shifts: Sequence[ShiftOccurrence], first: date) -> list[dict[str, Any]]:
    """Return the places that have shifts, by name, each with its shifts in the order of time."""
    rows: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for shift in sorted(shifts, key=lambda shift: shift.start):
        at = {"column": (shift.held_on - first).days, "at": int(shift.start.timestamp())}
        own = rows.setdefault((lines.where(context, shift), shift.place_id or ""), [])
        own.append(described(context, shift) | at)
    return [
        {"id": place_id, "name": name, "shifts": rows[name, place_id]}
        for name, place_id in sorted(rows, key=lambda row: (row[0].casefold(), row[1]))
    ]


def _lane(context: Context, name: str, shifts: Sequence[ShiftOccurrence]) -> list[dict[str, Any]]:
    if not shifts:
        return []
    ordered = sorted(shifts, key=lambda shift: shift.start)
    left = len(ordered) - FIRST
    return [{
        "title": context.say(f"rosters.{name}", count=len(ordered)),
        "note": context.say("rosters.lane_more", count=left) if left > 0 else "",
        "shifts": [described(context, shift) for shift in ordered[:FIRST]],
    }]  # fmt: skip


def described(context: Context, shift: ShiftOccurrence) -> dict[str, Any]:
    """Return a shift as the board shows it, and as it is read out."""
    say, zone = context.say, context.workspace.zone
    start, end = shift.start.astimezone(zone), shift.end.astimezone(zone)
    state, said = _state(context, shift)
    name = (shift.title if shift.place else "") or say(f"web.purpose_{shift.purpose}")
    place, series = lines.where(context, shift), _series(context, shift)
    known = shift.adults_known and not shift.cancelled
    counted = calendar.counted(shift, context.workspace.language)
    label = [
        when_text(context.workspace, shift),
        place,
        name,
        "" if shift.cancelled else counted,
        said,
        series,
    ]
    short = f"{shift.adults}/{shift.min_team}" if shift.missing else str(shift.adults)
    return {
        "id": shift.occurrence_id, "iso": shift.held_on.isoformat(), "place": place, "name": name,
        "day": day_text(shift.held_on, context.workspace.language), "when": f"{start:%H:%M}–{end:%H:%M}",
        "filled": shift.adults if known else 0, "missing": 0 if shift.cancelled else shift.missing,
        "state": state, "said": said, "series": series, "short": short if known else "–" if shift.cancelled else "?",
        "label": ", ".join(filter(None, label)),
        "moves": not shift.cancelled and shift.start > context.workspace.now()
        and bool(allowed(context.viewer, "plan_shifts", resource_of(shift))),
    }  # fmt: skip


def _state(context: Context, shift: ShiftOccurrence) -> tuple[str, str]:
    """Return the state of a shift as the theme knows it, and in words where there is something to say."""
    say = context.say
    if shift.cancelled:
        return "cancelled", ": ".join(filter(None, (say("web.cancelled"), shift.notice)))
    if not shift.opened:
        return "rostered", "" if shift.adults_known else say("rosters.number_unknown")
    needed = say("rosters.needed", count=shift.missing) if shift.missing else ""
    if shift.stand_ins:
        return "seeks", " · ".join(filter(None, (say("rosters.seeks", count=shift.stand_ins), needed)))
    if shift.missing:
        return "short", needed
    return "enough", say("rosters.is_full") if shift.is_full else ""


def _series(context: Context, shift: ShiftOccurrence) -> str:
    """Return until when a shift repeats, from which day it was moved, and whether a roster says so."""
    say, language = context.say, context.workspace.language
    parts = []
    if shift.held_on != shift.day:
        parts.append(say("rosters.moved_from", day=day_text(shift.day, language)))
    if shift.repeats and not shift.set_apart:
        last = shift.ends_on
        parts.append(
            say("rosters.series_open") if last is None
            else say("rosters.series_until", day=day_text(last, language, weekday=False))
        )  # fmt: skip
    if not shift.opened:
        parts.append(say("rosters.from_roster"))
    return " · ".join(parts)
