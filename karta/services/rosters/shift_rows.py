"""A planned shift as rows of the store: schedule, shift, parties and stops, checked against the register."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from karta.errors import InputError, NotFoundError
from karta.model.place import PRESENCE_KINDS, Located
from karta.model.schedule import WEEKDAYS, instant, parse_end, parse_time
from karta.model.shift import PURPOSES, ROLES, ShiftPlan, Stop
from karta.privacy import WORKSPACE, Viewer, belonging_to, require
from karta.services.free_text import about_places
from karta.services.workspace import Workspace
from karta.store.acts import Act

Row = dict[str, Any]
# What people type about a shift: in the plan of a new one, and at all.
PLANNED_WORDS = ("title", "meeting_point", "notes", "invite_to", "fetch")
WORDS = (*PLANNED_WORDS, "paired_with")
MOST_STOPS = 20
OWN = ("id", "version", "recorded_at", "superseded_at")


def check_plan(act: Act, viewer: Viewer, plan: ShiftPlan) -> None:
    """Check a plan against the register: place, organisations, roles, and whose shift it is."""
    require(viewer, "plan_shifts", WORKSPACE)
    check_place(act, plan.place_id)
    check_roles(plan.roles)
    check_purpose(plan.purpose)
    check_call(act, plan.call_before_id)
    if plan.kind not in PRESENCE_KINDS:
        raise InputError("value_not_allowed", value=plan.kind, allowed=", ".join(PRESENCE_KINDS))
    for org_id in plan.organisations:
        act.row("organisation", org_id)
    # Nobody is put on a shift unasked by somebody else.
    for org_id in plan.organisations:
        check_owner(viewer, [org_id])


def check_ahead(workspace: Workspace, day: date, start: str) -> None:
    """Raise InputError for a shift that has begun already: its day and the hour of its start by the clock, HH:MM."""
    if instant(datetime.combine(day, parse_time(start)), workspace.zone) <= workspace.now():
        raise InputError("shift_in_past")


def check_place(act: Act, place_id: str) -> None:
    """Raise NotFoundError unless the place is in the register."""
    if not act.rows("place", "id", [place_id]):
        raise NotFoundError("place_missing")


def check_roles(roles: Iterable[str]) -> None:
    """Raise InputError for a role that a shift does not know."""
    for role in roles:
        if role not in ROLES:
            raise InputError("value_not_allowed", value=role, allowed=", ".join(ROLES))


def check_purpose(purpose: str) -> None:
    """Raise InputError for what no shift is for."""
    if purpose not in PURPOSES:
        raise InputError("value_not_allowed", value=purpose, allowed=", ".join(PURPOSES))


def check_call(act: Act, contact_id: str | None) -> None:
    """Raise NotFoundError unless whom to call is in the register; None is nobody."""
    if contact_id is not None and not act.rows("contact_function", "id", [contact_id]):
        raise NotFoundError("row_missing", table="contact_function")


def plain_words(values: Mapping[str, Any]) -> Row:
    """Return the words of a shift (WORDS) among values, checked: they are about a place, never about people."""
    return {name: about_places(values[name] or "") for name in WORDS if name in values}


def check_owner(viewer: Viewer, org_ids: Sequence[str | None], action: str = "plan_shifts") -> None:
    """Raise NotAllowedError when a viewer who acts for its own organisation acts on what is others' alone."""
    require(viewer, action, belonging_to(*org_ids))


def insert_plan(act: Act, plan: ShiftPlan) -> str:
    """Store a plan and return the id of its shift."""
    schedule: Row = {
        "date": plan.day,
        "start": parse_time(plan.start).strftime("%H:%M"),
        "end": end_text(plan.end),
    }
    if plan.weekly:
        schedule |= weekly(plan.day, plan.until, plan.exdates)
    schedule_id = act.insert("schedule", [schedule])[0]
    shift = {
        "schedule_id": schedule_id, "located": Located.PLACE, "place_id": plan.place_id,
        "min_team": plan.min_team, "max_team": plan.max_team, "sign_up": True, "roles": ";".join(plan.roles),
        "sign_off_hours": plan.sign_off_hours, "known_here": plan.known_here,
        "purpose": plan.purpose, "call_before_id": plan.call_before_id,
        **plain_words({name: getattr(plan, name) for name in PLANNED_WORDS}),
    }  # fmt: skip
    shift_id = act.insert("shift", [shift])[0]
    parties = [
        {"shift_id": shift_id, "organisation_id": org, "kind": plan.kind} for org in plan.organisations
    ]
    act.insert("shift_party", parties)
    stops = stop_rows(plan.stops, plan.start, plan.end)
    act.insert("shift_stop", [{**stop, "shift_id": shift_id} for stop in stops])
    return shift_id


def replace_stops(act: Act, shift_id: str, stops: Sequence[Row] | None) -> None:
    """Give a shift these stops in place of those that it has; None leaves them."""
    if stops is not None:
        act.retire("shift_stop", [row["id"] for row in act.rows("shift_stop", "shift_id", [shift_id])])
        act.insert("shift_stop", [{**stop, "shift_id": shift_id} for stop in stops])


def stop_rows(stops: Sequence[Stop], start: str, end: str) -> list[Row]:
    """Return timed stops of a shift from `start` to `end` as rows, in the order in which they are reached.

    Raises
    ------
    InputError
        `route_stops` where a stop ends before it begins, or begins before the one ahead of it.
    """
    if len(stops) > MOST_STOPS:
        raise InputError("route_points", least=0, most=MOST_STOPS)
    begins, before = _minutes(start), -1
    long = ((_minutes(end, end=True) - begins) % 1440) or 1440
    for stop in stops:
        # After midnight comes after the start of the shift, too.
        first = (_minutes(stop.start) - begins) % 1440
        last = (_minutes(stop.end, end=True) - begins) % 1440
        if first < before or last <= first or last > long:
            raise InputError("route_stops", start=stop.start, end=stop.end)
        before = first
    return [
        {"position": n, "place_id": stop.place_id, "start": stop.start.strip(), "end": stop.end.strip()}
        for n, stop in enumerate(stops)
    ]


def route_values(line: Any) -> Row:
    """Return the values of a shift that walks along a line, or stays at its place (None)."""
    return {"geometry": line, "located": Located.PLACE if line is None else Located.ROUTE}


def weekly(day: date, until: date | None, exdates: Iterable[date]) -> Row:
    """Return the values of a schedule that repeats a date's weekday from that date on."""
    return {
        "date": None, "original_date": None, "byday": WEEKDAYS[day.weekday()], "valid_from": day, "valid_to": until,
        "exdates": ";".join(sorted(exdate.isoformat() for exdate in exdates)) or None,
    }  # fmt: skip


def end_text(end: str) -> str:
    """Return an end as the store keeps it: 24:00 is 00:00 of the next day."""
    return parse_end(end).strftime("%H:%M")


def copied_values(row: Mapping[str, Any]) -> Row:
    """Return the values of a row that a copy of it takes over: all but id, version and timestamps."""
    return {name: value for name, value in row.items() if name not in OWN}


def _minutes(clock: str, *, end: bool = False) -> int:
    at = parse_end(clock) if end else parse_time(clock)
    return at.hour * 60 + at.minute
