"""What an organisation says of itself on its card, and the hours of its activities: its own to change."""

from datetime import date

from karta.errors import InputError
from karta.model.recurrence import WEEKDAYS
from karta.model.walltime import parse_end, parse_time
from karta.privacy import WORKSPACE, Viewer, belonging_to, require
from karta.services.free_text import about_places
from karta.services.workspace import Workspace

LONGEST = 200


def describe(
    workspace: Workspace, viewer: Viewer, org_id: str, does: str, does_not: str, *, version: int
) -> None:
    """Store what an organisation does and does not do; blank takes it away.

    Raises
    ------
    ConflictError
        `row_changed` when somebody has changed the organisation since `version` was read.
    InputError
        What the guard of free text holds back.
    """
    require(viewer, "plan_shifts", WORKSPACE)
    values = {
        "does": about_places(does, LONGEST) or None,
        "does_not": about_places(does_not, LONGEST) or None,
    }
    with workspace.act(viewer, "describe_organisation") as act:
        require(viewer, "plan_shifts", belonging_to(org_id))
        act.row("organisation", org_id)
        act.update("organisation", org_id, version, values)


def change_hours(
    workspace: Workspace,
    viewer: Viewer,
    activity_id: str,
    *,
    start: str = "",
    end: str = "",
    days: tuple[str, ...] = (),
    version: int,
) -> None:
    """Change when an activity is held, from its first date on; what is left blank stays as it is.

    `days` are weekdays of a weekly activity; `version` is that of its schedule. An end not after the start lies on the
    next day. Dates that are cancelled stay cancelled.

    Raises
    ------
    ConflictError
        `row_changed` when somebody has changed the hours since `version` was read.
    InputError
        For a time or a weekday that there is not, and for weekdays of what is not held by weekday.
    """
    require(viewer, "cancel_sessions", WORKSPACE)
    with workspace.act(viewer, "change_session_hours") as act:
        activity = act.row("activity", activity_id)
        require(viewer, "cancel_sessions", belonging_to(activity["organisation_id"]))
        schedule = act.row("schedule", activity["schedule_id"])
        values: dict[str, str | date | None] = {
            name: f"{read(value.strip()):%H:%M}"
            for name, value, read in (("start", start, parse_time), ("end", end, parse_end))
            if value.strip()
        }
        if days:
            for day in days:
                if day not in WEEKDAYS:
                    raise InputError("weekday_unknown", value=day)
            if not schedule["byday"]:
                raise InputError("hours_not_weekly")
            values["byday"] = ";".join(day for day in WEEKDAYS if day in days)
        if values.get("start", schedule["start"]) == values.get("end", schedule["end"]):
            raise InputError("hours_empty")
        if schedule["end_date"] is not None and {"start", "end"} & set(values):
            # The date of the end was said with the hours that now are others.
            values["end_date"] = None
        changes = {name: value for name, value in values.items() if value != schedule[name]}
        if changes:
            act.update("schedule", schedule["id"], version, changes)
