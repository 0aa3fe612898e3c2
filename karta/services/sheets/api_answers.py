"""What programs read with a key: gaps, shifts and the register as their member may see them, never a person.

The rows are those of the files and pages, by the same functions. Each answer says its view, how complete it is, when
it was made, for whom, from which sources and under which licences.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd

from karta.coverage.presence import View
from karta.errors import InputError
from karta.model import day_bounds
from karta.model.shift import ShiftOccurrence
from karta.privacy import WORKSPACE, Viewer, allowed, require
from karta.services.gaps import exports
from karta.services.gaps import period as gaps_period
from karta.services.register import organisations, places, town
from karta.services.rosters.occurrences import occurrences_between, visible
from karta.services.sheets import meeting_sheet
from karta.services.workspace import Workspace

Json = dict[str, Any]
PLACE_COLUMNS = ["id", "name", "kind", "area_id", "area", "parent_id", "lat", "lon", "address", "crisis",
                 "priority_weight", "access_known"]  # fmt: skip
# What one must be allowed for each scope of a key.
ACTIONS = {"gaps": "export_gaps", "shifts": "see_shifts", "register": "see_register"}
SUMS = ("need", "covered", "gap", "unknown", "double")
PLANNED: View = "planned"


def answer(workspace: Workspace, viewer: Viewer, scope: str, query: Mapping[str, str]) -> Json:
    """Return the answer to a question for gaps, shifts or the register.

    `query`: `from` and `to` (days; else from Monday, and a week), and for gaps `view` and `area`.

    Raises
    ------
    InputError
        For what is no day, view or period.
    NotFoundError
        For an unknown area.
    NotAllowedError
        When the viewer may not see it.
    """
    require(viewer, ACTIONS[scope], WORKSPACE)
    if scope == "register":
        return register(workspace, viewer)
    today = workspace.service_day
    monday = today - timedelta(days=today.weekday())
    first = _day(query.get("from"), monday)
    last = _day(query.get("to"), first + timedelta(days=6))
    if scope == "shifts":
        return shifts(workspace, viewer, first, last)
    return gaps(workspace, viewer, first, last, query.get("view") or PLANNED, query.get("area") or None)


def gaps(
    workspace: Workspace,
    viewer: Viewer,
    first: date,
    last: date,
    view: str = PLANNED,
    area: str | None = None,
) -> Json:
    """Return the gaps and unknown runs of a period, and its sums; that one has looked is noted."""
    require(viewer, "export_gaps", WORKSPACE)
    period = gaps_period.between(workspace, viewer, first, last, view, area)
    sheet = meeting_sheet.meeting(workspace, viewer, first, view=view, area=area, period=period)
    about = _about(
        workspace, viewer, period.view, first, last, completeness=_plain(sheet.totals["completeness"])
    )
    low, high = sheet.span
    return {
        "about": {**about, "area": sheet.area, "approximate_distances": sheet.approximate, "ranked": sheet.ranked},
        "totals": {
            **{name: _plain(sheet.totals[f"{name}_ah"]) for name in SUMS},
            "coverage_share": _plain(sheet.totals["coverage_share"]),
            "coverage_between": [_plain(low), _plain(high)],
        },
        "gaps": _records(exports.list_rows(period)),
    }  # fmt: skip


def shifts(workspace: Workspace, viewer: Viewer, first: date, last: date) -> Json:
    """Return the shifts held in a period, those of rosters among them: hours, places and how many."""
    require(viewer, "see_shifts", WORKSPACE)
    day_bounds.check_period(first, last)
    with workspace.store.reading() as reading:
        occurrences = visible(reading, viewer, occurrences_between(reading, first, last))
    about = _about(workspace, viewer, PLANNED, first, last, rosters_known=_rosters_known(workspace, viewer))
    return {"about": about, "shifts": [_shift(workspace, occurrence) for occurrence in occurrences]}


def register(workspace: Workspace, viewer: Viewer) -> Json:
    """Return the places, areas and organisations of the register."""
    require(viewer, "see_register", WORKSPACE)
    today = workspace.today
    about = _about(workspace, viewer, PLANNED, today, today, rosters_known=_rosters_known(workspace, viewer))
    orgs = pd.DataFrame(columns=["org_id", "name"])
    if allowed(viewer, "see_organisations", WORKSPACE):
        orgs = organisations.admissions(workspace, viewer)
    return {
        "about": about,
        "places": _records(places.places(workspace, viewer)[PLACE_COLUMNS]),
        "areas": _records(town.areas(workspace, viewer)),
        "organisations": _records(orgs[["org_id", "name"]]),
    }


def _about(
    workspace: Workspace, viewer: Viewer, view: str, first: date, last: date, **shares: float | None
) -> Json:
    return {
        "view": view, "from": first.isoformat(), "to": last.isoformat(), **shares,
        "made_at": workspace.now().astimezone(workspace.zone).isoformat(timespec="minutes"),
        "seen_by": ", ".join(filter(None, (viewer.function, viewer.organisation))),
        "invented": workspace.origin == "demo",
        "sources": [
            {"source": source, "licence": licence or None} for source, licence in town.sources(workspace, viewer)
        ],
    }  # fmt: skip


def _rosters_known(workspace: Workspace, viewer: Viewer) -> float | None:
    """Return the share of expected rosters that are complete today, None where none is expected."""
    rows = places.completeness(workspace, viewer)
    known, missing = int(rows["sources_known"].sum()), int(rows["sources_missing"].sum())
    return known / (known + missing) if known + missing else None


def _shift(workspace: Workspace, occurrence: ShiftOccurrence) -> Json:
    """Return a shift as programs see it. What people have written about it stays in Karta, like who has signed up."""
    zone = workspace.zone
    return {
        "id": occurrence.occurrence_id, "place_id": occurrence.place_id, "place": occurrence.place,
        "start": occurrence.start.astimezone(zone).isoformat(), "end": occurrence.end.astimezone(zone).isoformat(),
        "state": occurrence.phase, "purpose": occurrence.purpose, "from_roster": occurrence.from_roster,
        "organisations": sorted({party.organisation for party in occurrence.parties if party.organisation}),
        "adults": occurrence.adults if occurrence.adults_known else None,
        "young_leaders": occurrence.young_leaders,
        "min_team": occurrence.min_team if occurrence.opened else None,
        "max_team": occurrence.max_team if occurrence.opened else None,
    }  # fmt: skip


def _records(frame: pd.DataFrame) -> list[Json]:
    return [{name: _plain(value) for name, value in row.items()} for row in frame.to_dict("records")]


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: no value for what is unknown, moments with their offset."""
    if value is None or value is pd.NaT or value != value:
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value


def _day(typed: str | None, else_: date) -> date:
    if not typed:
        return else_
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise InputError("day_typed", value=typed[:40]) from error
