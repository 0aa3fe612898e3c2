"""Lines of a roster as an import stores them: nobody can sign up to them."""

from datetime import date
from typing import Any

from karta.model.shift import ShiftOccurrence
from karta.services.gaps import period
from karta.services.rosters import moving, opening, roster_lines, shifts
from karta.services.rosters.series import Scope
from karta.services.workspace import Workspace
from tests.services.rosters.conftest import COORDINATOR, FRIDAY

UNTIL = date(2026, 12, 31)


def add_line(
    workspace: Workspace, place: str, org: str | None, adults: float | None = 2.0, **schedule: Any
) -> str:
    """Store a line, every Friday 21-22 from 18 September on unless said otherwise; returns the id of its series."""
    weekly = {"byday": "FR", "valid_from": FRIDAY, "valid_to": UNTIL}
    times = {"start": "21:00", "end": "22:00", **(schedule or weekly)}
    with workspace.store.act("samordnare", "import") as act:
        series = act.insert("schedule", [times])[0]
        shift = act.insert("shift", [{"schedule_id": series, "place_id": place}])[0]
        party = {"shift_id": shift, "organisation_id": org, "kind": "night_walker", "adults": adults}
        act.insert("shift_party", [party])
    return series


def on(workspace: Workspace, series: str, day: date = FRIDAY) -> ShiftOccurrence:
    """Return one date of a series as it stands now."""
    return shifts.occurrence(workspace, COORDINATOR, f"{series}.{day}")


def lines(workspace: Workspace, org: str) -> list[ShiftOccurrence]:
    """Return an organisation's lines of the days to come."""
    return roster_lines.ahead(workspace, COORDINATOR, org)


def open_line(
    workspace: Workspace, series: str, adults_are: Any, scope: Any = "all", day: date = FRIDAY, **sizes: int
) -> None:
    """Open a line for sign-up, as it stands now."""
    opening.open_sign_up(
        workspace, COORDINATOR, f"{series}.{day}", scope, adults_are=adults_are,
        **{"min_team": 2, "max_team": 5, **sizes}, version=on(workspace, series, day).version,
    )  # fmt: skip


def covered(workspace: Workspace, first: date, last: date, view: str = "planned") -> float:
    """Return the adult-hours that are covered in a period."""
    return float(period.between(workspace, COORDINATOR, first, last, view).totals["covered_ah"])


def move(workspace: Workspace, occurrence_id: str, to: date, scope: Scope = "one") -> moving.Moved:
    """Move an occurrence as it stands now."""
    version = shifts.occurrence(workspace, COORDINATOR, occurrence_id).version
    return moving.move(workspace, COORDINATOR, occurrence_id, to, scope, version=version)
