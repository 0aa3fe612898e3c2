"""A town in which an association answers its month, on Wednesday 16 September 2026 at noon.

The night walkers have three lines of a roster: Fridays 21-23 at the square with four adults, Saturdays 21-23 at the
park with two, and one on Tuesday 22 September. Their roster is expected at the square, the park and the harbour. The
church goes on Fridays at the harbour.
"""

from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copytree

from karta.model.shift import ShiftOccurrence
from karta.privacy import Viewer
from karta.services import history
from karta.services.access import viewers
from karta.services.follow_up import month_lines, month_links
from karta.services.follow_up.month_lines import Line
from karta.services.gaps import period
from karta.services.importing import entries
from karta.services.needs import rule_rows
from karta.services.register import places
from karta.services.rosters.occurrences import occurrences_between
from karta.services.workspace import Workspace, create
from karta.store.occurrences import Part

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
TODAY, FRIDAY, SATURDAY = date(2026, 9, 16), date(2026, 9, 18), date(2026, 9, 19)
LAST_FRIDAY, NEXT_FRIDAY = date(2026, 9, 11), date(2026, 9, 25)
COORDINATOR = Viewer("samordnare", "local")
MONTH = "2026-09"


def make(folder: Path) -> None:
    """Make the town in a folder."""
    made = create(folder, now=lambda: NOW)
    for name, lat in (("Torget", 59.0), ("Parken", 59.01), ("Hamnen", 59.02)):
        entries.add_place(made, COORDINATOR, name=name, kind="square", lat=lat, lon=15.0)
    for place, org, day, adults in (
        ("Torget", "Nattvandrarna", "FR", 4),
        ("Parken", "Nattvandrarna", "SA", 2),
        ("Hamnen", "Kyrkan", "FR", 3),
    ):
        entries.add_shift(
            made, COORDINATOR, org=org, place_id=place_id(made, place), kind="night_walker", weekdays=[day],
            start="21:00", end="23:00", adults=adults, from_day=date(2026, 8, 1),
        )  # fmt: skip
    for place in ("Torget", "Parken", "Hamnen"):
        entries.expect_source(made, COORDINATOR, org="Nattvandrarna", place_id=place_id(made, place))
    with made.store.act("samordnare", "import") as act:
        schedule = {"date": date(2026, 9, 22), "start": "18:00", "end": "20:00"}
        shift = {"schedule_id": act.insert("schedule", [schedule])[0], "place_id": place_id(made, "Torget")}
        party = {"shift_id": act.insert("shift", [shift])[0], "organisation_id": org_id(made), "adults": 2.0}
        act.insert("shift_party", [{**party, "kind": "night_walker"}])
    made.store.close()


def place_id(workspace: Workspace, name: str) -> str:
    """Return the id of a place by its name."""
    frame = places.places(workspace, COORDINATOR)
    return str(frame.loc[frame["name"] == name, "id"].iloc[0])


def org_id(workspace: Workspace, name: str = "Nattvandrarna") -> str:
    """Return the id of an organisation by its name."""
    frame = workspace.store.frame("organisation")
    return str(frame.loc[frame["name"] == name, "id"].iloc[0])


def walkers(workspace: Workspace) -> Viewer:
    """Return the viewer that the walkers' link makes of its holder."""
    return viewers.for_month_link(org_id(workspace), "Nattvandrarna")


def of_church(workspace: Workspace) -> Viewer:
    """Return the viewer that the church's link makes of its holder."""
    return viewers.for_month_link(org_id(workspace, "Kyrkan"), "Kyrkan")


def lines(workspace: Workspace) -> list[Line]:
    """Return the walkers' lines of the month."""
    return month_lines.lines(workspace, walkers(workspace), org_id(workspace), MONTH)


def line_at(workspace: Workspace, place: str, start: str = "21:00") -> Line:
    """Return the walkers' line at a place and hour."""
    return next(line for line in lines(workspace) if (line.place, line.start) == (place, start))


def shown(workspace: Workspace) -> str:
    """Return the fingerprint of what the walkers' page shows now."""
    own = lines(workspace)
    return month_lines.fingerprint(
        own, month_lines.expected(workspace, walkers(workspace), org_id(workspace), own)
    )


def link(workspace: Workspace, month: str = MONTH, org: str = "Nattvandrarna") -> str:
    """Return the token of a new link."""
    return month_links.make_link(workspace, COORDINATOR, org_id(workspace, org), month)


def copied(prepared: Path, folder: Path) -> Workspace:
    """Return a copy of the town in a folder of its own, at its own moment."""
    return create(copytree(prepared, folder / "own"), now=lambda: NOW)


def with_friday_need(prepared: Path, folder: Path) -> Workspace:
    """Return a copy of the town in which six adults are asked for at the square on Fridays 21-23."""
    workspace = copied(prepared, folder)
    rule_rows.decide_need(
        workspace, COORDINATOR, place_id=place_id(workspace, "Torget"), adults=6, days="FR", start="21:00", end="23:00",
        responsible="Kommunen",
    )  # fmt: skip
    return workspace


def covered(workspace: Workspace, day: date) -> float:
    """Return the adult-hours that are covered on a service day."""
    return period.between(workspace, COORDINATOR, day, day).totals["covered_ah"]


def undo(workspace: Workspace) -> None:
    """Undo the latest act that has not been undone."""
    acts = history.acts(workspace, COORDINATOR)
    history.undo(workspace, COORDINATOR, str(acts.loc[acts["can_undo"], "id"].iloc[0]))


def turns(workspace: Workspace, day: date) -> list[ShiftOccurrence]:
    """Return the walkers' shifts at the square that are held on a day."""
    with workspace.store.reading() as reading:
        part = Part(organisation_id=org_id(workspace), place_id=place_id(workspace, "Torget"))
        return occurrences_between(reading, day, day, part)
