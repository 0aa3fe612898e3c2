"""An organisation that leaves: its roster is handed out, its people and contacts go, and its hours so far stay.

The row of the organisation stays, marked with the day, for whom those hours were. Shifts that it has together with
others are theirs, too: they stay until somebody changes them.
"""

import csv
import io
from dataclasses import dataclass

from karta.i18n import text
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.register import organisations
from karta.services.rosters import notices
from karta.services.workspace import Workspace
from karta.store import erasing, join_wishes, leaving, people
from karta.store.cells import Row
from karta.store.database import Reading

# The headings of the roster that is handed out: an import reads them.
HEADINGS = ("place", "org", "days", "date", "start", "end", "adults", "valid_from", "valid_to", "rrule")


@dataclass(frozen=True, slots=True)
class Left:
    """What an organisation's leaving took out and ended; `shared`: shifts with others, which stand as they were."""

    name: str
    people: int
    contacts: int
    series: int
    shared: int
    is_off_the_disk: bool


def roster(workspace: Workspace, viewer: Viewer, org_id: str) -> bytes:
    """Return an organisation's lines as a file that can be read in again, without names of people."""
    require(viewer, "leave_karta", WORKSPACE)
    with workspace.store.reading() as reading:
        name = organisations.require_own(reading, viewer, "leave_karta", org_id)
        lines = leaving.lines(reading.connection, org_id)
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";")
    writer.writerow(text(f"rosters.roster_{heading}", workspace.language) for heading in HEADINGS)
    writer.writerows(_cells({**line, "org": name}) for line in lines)
    return target.getvalue().encode("utf-8-sig")


def leave(workspace: Workspace, viewer: Viewer, org_id: str) -> Left:
    """Let an organisation leave today; what goes cannot be brought back.

    Its people and contacts are erased, its own shifts end today (who goes there from elsewhere is told), its rosters
    are awaited no longer, its link of the month opens nothing.
    """
    require(viewer, "leave_karta", WORKSPACE)
    local, today = workspace.now().astimezone(workspace.zone), workspace.today
    with workspace.act(viewer, "leave_karta") as act:
        reading = Reading(act.connection)
        name = organisations.require_own(reading, viewer, "leave_karta", org_id)
        person_ids = [row["id"] for row in people.listed(act.connection, org_id)]
        own, shared = leaving.series(act.connection, org_id, today)
        erasing.erase(act, person_ids, local)
        join_wishes.remove_of(act, org_id)
        with notices.following(act, workspace, own):
            leaving.end_series(act, own, today)
        leaving.end_sources(act, org_id, f"{today}T06:00")
        leaving.end_links(act, org_id, today)
        contacts = leaving.erase_contacts(act, org_id)
        act.update("organisation", org_id, None, {"left_on": today})
    return Left(name, len(person_ids), contacts, len(own), len(shared), workspace.store.empty_log())


def _cells(line: Row) -> list[str]:
    cells = {**line, "days": str(line["byday"] or "").replace(";", ","), "adults": _number(line["adults"])}
    return [str(cells[heading] or "") for heading in HEADINGS]


def _number(adults: float | None) -> str:
    return "" if adults is None else f"{adults:g}"
