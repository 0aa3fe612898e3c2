"""Eight venues, one of which declines, and two officers, one of whom leaves in week seven: a story of the police."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from karta.model.recurrence import WEEKDAYS
from karta.privacy import Viewer
from karta.services.planning import visit_earlier, visit_officers, visit_terms, visits
from karta.services.planning.visit_files import Earlier
from karta.services.planning.visit_terms import Hours
from karta.services.workspace import Workspace
from tests import viewers

LOCAL = Viewer("områdespolis", "local")
WELCOMING = tuple(f"Gården {letter}" for letter in "ABCDEFG")
DECLINES = "Gården H"
# These two want no uniform; the last day of the one who leaves is the 49th of the plan.
WITHOUT_UNIFORM = WELCOMING[:2]
LAST_DAY = 48
STAYS, LEAVES = "Områdespolis 1", "Områdespolis 2"
# The places of which the one who leaves is the main officer.
HANDED_OVER = WELCOMING[1::2]


def fill(workspace: Workspace) -> None:
    """Store the venues with their terms, and the organisation of the police."""
    with workspace.store.act("test", "import") as act:
        act.insert("organisation", [{"name": "Polisen", "admitted_on": workspace.today}])
        # Without a place on the map every way between two of them is the same.
        act.insert("place", [{"name": name, "kind": "youth_centre"} for name in (*WELCOMING, DECLINES)])
    for number, blank in enumerate(visit_terms.venues(workspace, LOCAL)):
        weekdays = WEEKDAYS[number % 5], WEEKDAYS[(number + 2) % 5]
        hours = Hours(";".join(sorted(weekdays, key=WEEKDAYS.index)), "17:00", "20:00")
        uniform = "without" if blank.place in WITHOUT_UNIFORM else "any"
        wanted = replace(blank, answer="welcome", uniform=uniform, welcome=(hours,))
        if blank.place == DECLINES:
            wanted = replace(blank, answer="no")
        visit_terms.set_terms(workspace, LOCAL, wanted)


def police(workspace: Workspace) -> Viewer:
    """Return the officer who plans."""
    return viewers.of(workspace, "Polisen", "police", "områdespolis")


def staffed(workspace: Workspace) -> None:
    """Store the two officers, ten hours a week each, and which venues each is the main officer of."""
    viewer = police(workspace)
    until = workspace.today + timedelta(days=LAST_DAY)
    stays = visit_officers.put(workspace, viewer, name=STAYS, hours=10)
    leaves = visit_officers.put(workspace, viewer, name=LEAVES, hours=10, until=until)
    for venue in visit_terms.venues(workspace, viewer):
        if venue.answer == "welcome":
            visits.set_cadence(
                workspace, viewer, venue.place_id, days=28, decided_by="områdespolis",
                main_officer_id=leaves if venue.place in HANDED_OVER else stays,
            )  # fmt: skip


def short_of_hours(workspace: Workspace) -> None:
    """Store that each venue was visited a fortnight ago, and one officer who has two hours of four whole weeks."""
    viewer = police(workspace)
    monday = workspace.today + timedelta(days=-workspace.today.weekday() % 7)
    officer = visit_officers.put(
        workspace, viewer, name=STAYS, hours=2, first=monday, until=monday + timedelta(days=27)
    )
    day = workspace.today - timedelta(days=14)
    visit_earlier.add(
        workspace, viewer, officer,
        [
            Earlier(venue.place_id, venue.place, day, "17:00", "18:30")
            for venue in visit_terms.venues(workspace, viewer)
            if venue.answer == "welcome"
        ],
    )  # fmt: skip


def forget(workspace: Workspace) -> None:
    """Take back all that was planned and noted, the latest first: the venues and their terms are left."""
    viewer = police(workspace)
    for act in visits.history(workspace, viewer, 100).to_dict("records"):
        if not act["undone"] and act["undoes"] is None:
            visits.undo(workspace, viewer, act["id"])


def keeps_the_terms(workspace: Workspace, rows: Sequence[visits.PlannedVisit]) -> None:
    """Check visits of twelve weeks: in the venues' hours, no wait above 28 days, by who is known, handed over."""
    first, days = workspace.today, 84
    by_place = {name: [row for row in rows if row.place == name] for name in WELCOMING}
    assert sum(map(len, by_place.values())) == len(rows)
    for number, (name, own) in enumerate(by_place.items()):
        weekdays = {number % 5, (number + 2) % 5}
        assert all(row.day.weekday() in weekdays and "17:00" <= row.start <= "18:30" for row in own), name
        dates: list[date] = [first, *sorted(row.day for row in own), first + timedelta(days=days - 1)]
        waits = [(after - before).days for before, after in pairwise(dates)]
        assert max(waits) <= 28, name
        known = LEAVES if name in HANDED_OVER else STAYS
        early = [row for row in own if (row.day - first).days <= LAST_DAY]
        mine = [row for row in early if known in (row.officer, row.along)]
        assert len(mine) >= 0.8 * len(early) > 0, name
        joint = [row for row in own if row.along]
        assert len(joint) == (name in HANDED_OVER), name
        assert all((row.officer, row.along) == (LEAVES, STAYS) and row in early for row in joint), name
