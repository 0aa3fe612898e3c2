"""Make shifts for sign-up from a request that was answered with yes, once or week after week."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from karta.errors import InputError, NotFoundError
from karta.model.calendar import DayFlags, parse_days
from karta.model.shift import MAX_TEAM, MIN_TEAM, ShiftPlan
from karta.model.walltime import DAY, parse_time
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.needs import requests
from karta.services.rosters.shift_rows import check_ahead, check_plan, insert_plan
from karta.services.workspace import Workspace
from karta.store import sessions
from karta.store.database import Reading

# How far ahead a request that names no last day is made into shifts: a season. [K]
SEASON = timedelta(days=91)
MOST = 30


def shift_from(workspace: Workspace, viewer: Viewer, request_id: str) -> list[str]:
    """Create the shifts that a request asked for, in one act, and return their ids; the request remembers the first.

    A request for days that come again makes one weekly shift for each weekday that has them, with the dates left out
    on which its days do not fall (no school, say); where they are rare, like risk evenings, each is a shift of its own.

    Raises
    ------
    NotFoundError
        When the request is not the viewer's to see.
    InputError
        When it was not answered with yes, has its shift already, or no day of it lies ahead; `shift_in_past` when it
        is about an hour of today that has begun.
    """
    require(viewer, "plan_shifts", WORKSPACE)
    visible_requests = requests.visible(workspace, viewer).to_dict("records")
    rows = [row for row in visible_requests if row["id"] == request_id]
    if not rows:
        raise NotFoundError("request_missing")
    row = {str(name): value for name, value in rows[0].items()}
    if row["kind"] != "presence" or row["answer"] != "yes" or row["has_shift"]:
        raise InputError("request_makes_no_shift")
    with workspace.act(viewer, "link_request") as act:
        plans = list(_plans(row, Reading(act.connection), workspace.today))
        if not 0 < len(plans) <= MOST:
            raise InputError("request_makes_no_shift")
        ids = []
        for plan in plans:
            check_plan(act, viewer, plan)
            if row["date"] is not None:
                check_ahead(workspace, plan.day, plan.start)
            ids.append(insert_plan(act, plan))
        # Of two who make the shifts at once the second read a request without any: it makes none.
        schedule_id = act.row("shift", ids[0])["schedule_id"]
        act.update("request", request_id, int(row["version"]), {"schedule_id": schedule_id})
    return ids


def _plans(row: dict[str, Any], reading: Reading, today: date) -> Iterator[ShiftPlan]:
    if row["date"] is not None:
        yield _plan(row, row["date"])
        return
    last = row["valid_to"] or today + SEASON
    rule = parse_days(row["days"])
    # Before six in the morning it is the night of the day before.
    on = DAY if parse_time(row["start"]).hour < 6 else 0 * DAY
    ahead = sessions.days(reading, today, last) if last >= today else []
    for weekday in range(7):
        own = [day for day in ahead if day.date.weekday() == weekday]
        yield from _of_weekday(row, own, [day.date for day in own if rule.matches(day)], on)


def _of_weekday(
    row: dict[str, Any], own: list[DayFlags], days: list[date], on: timedelta
) -> Iterator[ShiftPlan]:
    """Give one weekly shift of a weekday, or single ones where its days are rare."""
    if not days:
        return
    within = [day.date for day in own if days[0] <= day.date <= days[-1]]
    if len(days) == 1 or 2 * len(days) < len(within):
        for day in days:
            yield _plan(row, day + on)
        return
    left_out = frozenset(day + on for day in set(within) - set(days))
    yield _plan(row, days[0] + on, weekly=True, until=days[-1] + on, exdates=left_out)


def _plan(row: dict[str, Any], day: date, **repeated: Any) -> ShiftPlan:
    adults = int(row["adults"])
    return ShiftPlan(
        row["place_id"], day, row["start"], row["end"], (row["to_org_id"],), kind=row["role"],
        min_team=max(MIN_TEAM, adults), max_team=max(MAX_TEAM, adults), **repeated,
    )  # fmt: skip
