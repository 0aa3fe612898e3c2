"""What the board of shifts holds: the shifts of some weeks by place and day, and those that need somebody first."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from karta.i18n import day as day_text
from karta.model.shift import ShiftOccurrence
from karta.model.walltime import DAY
from karta.privacy import WORKSPACE, allowed
from karta.reports import calendar
from karta.services.register.sessions import Session
from karta.services.rosters.actors import Actor
from karta.services.rosters.former_times import span_text
from karta.services.rosters.occurrences import resource_of
from karta.ui.context import Context
from karta.ui.pages.rosters import details, lines

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
    actors: Sequence[Actor] | None = None,
) -> dict[str, Any]:
    """Return what the board shows: `shifts` on the days of `weeks` from the Monday `first`, or all `actors` by name.

    Of all shifts `ahead` those that seek a stand-in and those that need more stand above it.
    """
    # Asked once: the store is read for it.
    say, today, zone = context.say, context.workspace.today, context.workspace.zone
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
        "rows": (
            _rows(context, inside, first, zone) if actors is None
            else _actors(context, actors, first, 7 * weeks, zone)
        ),
        "lanes": [*_lane(context, "seek", seeking(ahead), zone), *_lane(context, "understaffed", needing(ahead), zone)],
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


def _rows(
    context: Context, shifts: Sequence[ShiftOccurrence], first: date, zone: ZoneInfo
) -> list[dict[str, Any]]:
    """Return the places that have shifts, by name, each with its shifts in the order of time."""
    rows: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for shift in sorted(shifts, key=lambda shift: shift.start):
        at = {"column": (shift.held_on - first).days, "at": int(shift.start.timestamp())}
        own = rows.setdefault((lines.where(context, shift), shift.place_id or ""), [])
        own.append(described(context, shift, zone) | at)
    return [
        {"id": place_id, "name": name, "shifts": rows[name, place_id]}
        for name, place_id in sorted(rows, key=lambda row: (row[0].casefold(), row[1]))
    ]


def _actors(
    context: Context, actors: Sequence[Actor], first: date, days: int, zone: ZoneInfo
) -> list[dict[str, Any]]:
    """Return each organisation with its shifts, staffed hours and led activities; a press opens what is a shift."""
    rows: list[dict[str, Any]] = []
    names = details.place_names(context)
    for actor in actors:
        own = [
            described(context, shift, zone)
            | {"column": (shift.held_on - first).days, "at": int(shift.start.timestamp())}
            for shift in actor.shifts
        ]
        for shift in own:
            shift["name"] = ", ".join((shift["place"], shift["name"]))
        over = {shift.occurrence_id for shift in actor.shifts if shift.end <= context.workspace.now()}
        own = [shift | {"id": ""} if shift["id"] in over else shift for shift in own]
        own += [
            _session(context, session, first, names.get(session.place_id, "")) for session in actor.sessions
        ]
        inside = [shift for shift in own if 0 <= shift["column"] < days]
        if inside:
            rows.append(
                {"id": "", "name": actor.name, "shifts": sorted(inside, key=lambda shift: shift["at"])}
            )
    return rows


def _session(context: Context, session: Session, first: date, place: str) -> dict[str, Any]:
    say = context.say
    name = f"{place}, {session.title or say('rosters.session')}"
    when = f"{session.start:%H:%M}–{session.end:%H:%M}"
    said = say("web.cancelled") if session.cancelled else say("rosters.session")
    leaders = None if session.cancelled or session.leaders is None else int(session.leaders)
    day = day_text(session.day, context.workspace.language)
    return {
        "id": "", "iso": session.day.isoformat(), "place": place, "name": name, "day": day, "when": when,
        "filled": leaders or 0, "missing": 0, "state": "cancelled" if session.cancelled else "session", "said": said,
        "series": "", "short": "–" if session.cancelled else "?" if leaders is None else str(leaders),
        "label": f"{day} {when}, {name}, {said}", "moves": False,
        "column": (session.day - first).days, "at": int(session.start.timestamp()),
    }  # fmt: skip


def _lane(
    context: Context, name: str, shifts: Sequence[ShiftOccurrence], zone: ZoneInfo
) -> list[dict[str, Any]]:
    if not shifts:
        return []
    ordered = sorted(shifts, key=lambda shift: shift.start)
    left = len(ordered) - FIRST
    return [{
        "title": context.say(f"rosters.{name}", count=len(ordered)),
        "note": context.say("rosters.lane_more", count=left) if left > 0 else "",
        "shifts": [described(context, shift, zone) for shift in ordered[:FIRST]],
    }]  # fmt: skip


def described(context: Context, shift: ShiftOccurrence, zone: ZoneInfo) -> dict[str, Any]:
    """Return a shift as the board shows it, and as it is read out."""
    say = context.say
    start, end = shift.start.astimezone(zone), shift.end.astimezone(zone)
    state, said = _state(context, shift)
    name = (shift.title if shift.place else "") or say(f"web.purpose_{shift.purpose}")
    place, series = lines.where(context, shift), _series(context, shift)
    known = shift.adults_known and not shift.cancelled
    counted = calendar.counted(shift, context.workspace.language)
    label = [
        span_text(start, end, context.workspace.language),
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
