"""A planned shift as rows of the store: schedule, shift, parties and stops, checked against the register."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from karta.errors import InputError, NotAllowedError, NotFoundError
from karta.model.place import PRESENCE_KINDS, Located, name_key
from karta.model.schedule import WEEKDAYS, parse_end, parse_time
from karta.model.shift import ROLES, ShiftPlan
from karta.privacy import Viewer
from karta.services.wording import about_places
from karta.store.acts import Act

Row = dict[str, Any]
# What people type about a shift.
WORDS = ("title", "meeting_point", "notes", "invite_to")
LONGEST = 1_000
OWN = ("id", "version", "recorded_at", "superseded_at")


def check_plan(act: Act, viewer: Viewer, plan: ShiftPlan) -> None:
    """Check a plan against the register: place, organisations, roles, and whose shift it is."""
    check_place(act, plan.place_id)
    check_roles(plan.roles)
    if plan.kind not in PRESENCE_KINDS:
        raise InputError("value_not_allowed", value=plan.kind, allowed=", ".join(PRESENCE_KINDS))
    for org_id in plan.organisations:
        act.row("organisation", org_id)
    check_owner(act, viewer, plan.organisations)


def check_place(act: Act, place_id: str) -> None:
    """Raise NotFoundError unless the place is in the register."""
    if not act.rows("place", "id", [place_id]):
        raise NotFoundError("place_missing")


def check_roles(roles: Iterable[str]) -> None:
    """Raise InputError for a role that a shift does not know."""
    for role in roles:
        if role not in ROLES:
            raise InputError("value_not_allowed", value=role, allowed=", ".join(ROLES))


def plain_words(values: Mapping[str, Any]) -> Row:
    """Return the words of a shift (WORDS) among values, checked: they are about a place, never about people."""
    return {name: about_places(values[name] or "", LONGEST) for name in WORDS if name in values}


def check_owner(act: Act, viewer: Viewer, org_ids: Sequence[str | None]) -> None:
    """Raise NotAllowedError when an organiser plans for others alone."""
    if viewer.role != "organiser":
        return
    names = {name_key(row["name"]) for row in act.rows("organisation", "id", [i for i in org_ids if i])}
    if name_key(viewer.organisation or "") not in names:
        raise NotAllowedError("not_allowed", what="plan_shifts", role=viewer.role)


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
        **plain_words({name: getattr(plan, name) for name in WORDS}),
    }  # fmt: skip
    shift_id = act.insert("shift", [shift])[0]
    parties = [
        {"shift_id": shift_id, "organisation_id": org, "kind": plan.kind} for org in plan.organisations
    ]
    act.insert("shift_party", parties)
    act.insert("shift_stop", [
        {"shift_id": shift_id, "position": n, "place_id": stop.place_id, "start": stop.start, "end": stop.end}
        for n, stop in enumerate(plan.stops)
    ])  # fmt: skip
    return shift_id


def weekly(day: date, until: date | None, exdates: Iterable[date]) -> Row:
    """Return the values of a schedule that repeats a date's weekday from that date on."""
    return {
        "date": None, "byday": WEEKDAYS[day.weekday()], "valid_from": day, "valid_to": until,
        "exdates": ";".join(sorted(one.isoformat() for one in exdates)) or None,
    }  # fmt: skip


def end_text(end: str) -> str:
    """Return an end as the store keeps it: 24:00 is 00:00 of the next day."""
    return parse_end(end).strftime("%H:%M")


def kept(row: Mapping[str, Any]) -> Row:
    """Return a row without what is its own alone, to be stored once more."""
    return {name: value for name, value in row.items() if name not in OWN}


def days_of_week(byday: str, first: date, last: date) -> set[date]:
    """Return the dates of a period that lie on weekdays."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return {day for day in days if WEEKDAYS[day.weekday()] in byday.split(";")}
