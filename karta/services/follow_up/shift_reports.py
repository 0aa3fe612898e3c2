"""Reports of shifts: carried out or not, how many adults, from when to when, how many young people they met.

Four classes and no free text: nothing about a person can be written here (METHOD 3.8, section 4).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from karta.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from karta.model.schedule import parse_end, parse_time
from karta.model.shift import MET, ShiftOccurrence
from karta.privacy import WORKSPACE, Viewer, allowed, belonging_to, is_own, require
from karta.services.rosters.occurrences import as_seen, occurrence_by_id, resource_of
from karta.services.rosters.volunteers import Volunteer
from karta.services.workspace import Workspace
from karta.store import occurrences as store_occurrences
from karta.store.database import Reading

MOST_ADULTS = 50


@dataclass(frozen=True, slots=True)
class Report:
    """A stored report: its outcome, how many adults, from when to when, whom they met; a correction takes its version.

    Version 0 and no outcome: nobody has reported.
    """

    outcome: str | None
    adults: int | None
    start: str
    end: str
    met: str | None
    version: int


UNREPORTED = Report(None, None, "", "", None, 0)


def report(
    workspace: Workspace,
    who: Viewer | Volunteer,
    occurrence_id: str,
    *,
    carried_out: bool,
    adults: int | None = None,
    start: str | None = None,
    end: str | None = None,
    met: str | None = None,
    version: int,
) -> None:
    """Store the report of an occurrence; reporting again corrects it. Times are wall clock, as planned where not given.

    Raises
    ------
    ConflictError
        `row_changed` when somebody has reported it since `version` was read (0: nobody had).
    InputError
        `report_too_early`, `report_adults`, `report_met`, `shift_without_length`.
    NotFoundError
        When a volunteer was not on the shift.
    """
    if isinstance(who, Viewer):
        require(who, "report_shifts", WORKSPACE)
    with workspace.act(who, "report") as act:
        occurrence = occurrence_by_id(Reading(act.connection), occurrence_id)
        if isinstance(who, Volunteer) and occurrence.state_of(who.person_id) not in ("signed", "stand_in"):
            raise NotFoundError("occurrence_unknown")
        if isinstance(who, Viewer):
            require(who, "report_shifts", resource_of(occurrence))
            occurrence = as_seen(who, occurrence)
            if not occurrence.parties:
                raise NotFoundError("occurrence_unknown")
        if occurrence.start > workspace.now():
            raise InputError("report_too_early")
        party = _party(occurrence, who)
        values = report_values(
            occurrence, workspace.zone, carried_out=carried_out, adults=adults, hours=(start, end), met=met
        )
        stored_rows = [
            row for row in act.rows("report", "party_id", [party]) if row["date"] == occurrence.held_on
        ]
        if version and not stored_rows:
            raise ConflictError("row_changed", table="report")
        if stored_rows:
            act.update("report", stored_rows[0]["id"], version, values)
        else:
            original = f"{occurrence.original_start:%Y-%m-%dT%H:%M}"
            row = {"party_id": party, "date": occurrence.held_on, "original_start": original, **values}
            act.insert("report", [row])


def stored_report(workspace: Workspace, who: Viewer | Volunteer, occurrence: ShiftOccurrence) -> Report:
    """Return what has been reported of an occurrence by the party that `who` reports for; UNREPORTED where nothing."""
    if isinstance(who, Viewer):
        require(who, "see_shifts", WORKSPACE)
    with workspace.store.reading() as reading:
        row = store_occurrences.report(reading, _party(occurrence, who), occurrence.held_on)
    if row is None:
        return UNREPORTED
    adults = None if row["adults"] is None else int(row["adults"])
    start, end = ((row[name] or "")[11:16] for name in ("start_local", "end_local"))
    return Report(row["outcome"], adults, start, end, row["met"], row["version"])


def reported(workspace: Workspace, viewer: Viewer) -> dict[tuple[str, date], str]:
    """Return the outcome of each reported occurrence, by party and day."""
    require(viewer, "see_shifts", WORKSPACE)
    reports = workspace.store.frame("report")
    keys = zip(reports["party_id"], reports["date"], strict=True)
    return dict(zip(keys, reports["outcome"], strict=True))


def report_values(
    occurrence: ShiftOccurrence,
    zone: ZoneInfo,
    *,
    carried_out: bool,
    adults: int | None,
    hours: tuple[str | None, str | None],
    met: str | None,
) -> dict[str, Any]:
    """Return what the row of a report says, checked; `hours` are wall clock, as planned where not given.

    Raises
    ------
    InputError
        `report_adults`, `report_met`, `shift_without_length`.
    """
    if not carried_out:
        return {"outcome": "no_show", "adults": None, "start_local": None, "end_local": None, "met": None}
    if adults is None or not 1 <= adults <= MOST_ADULTS:
        raise InputError("report_adults", most=MOST_ADULTS)
    if met not in MET:
        raise InputError("report_met")
    planned = occurrence.start.astimezone(zone), occurrence.end.astimezone(zone)
    start = hours[0] or f"{planned[0]:%H:%M}"
    end = hours[1] or f"{planned[1]:%H:%M}"
    first, last = parse_time(start), parse_end(end)
    if first == last:
        raise InputError("shift_without_length")
    # Who came at 01 to a shift that began at 22 came on the next day.
    came = datetime.combine(planned[0].date(), first)
    if came < datetime.combine(planned[0].date(), planned[0].time()) - timedelta(hours=12):
        came += timedelta(days=1)
    left = datetime.combine(came.date(), last) + (timedelta(days=1) if last <= first else timedelta())
    return {
        "outcome": "carried_out", "adults": adults, "start_local": f"{came:%Y-%m-%dT%H:%M}",
        "end_local": f"{left:%Y-%m-%dT%H:%M}", "met": met,
    }  # fmt: skip


def _party(occurrence: ShiftOccurrence, who: Viewer | Volunteer) -> str:
    own = [
        party.party_id
        for party in occurrence.parties
        if (isinstance(who, Volunteer) and party.organisation_id == who.organisation_id)
        or (isinstance(who, Viewer) and is_own(who, party.organisation_id))
    ]
    if not own and isinstance(who, Viewer) and not allowed(who, "report_shifts", belonging_to()):
        raise NotAllowedError("not_own", what="report_shifts", role=who.role)
    return (own or [occurrence.parties[0].party_id])[0]
