"""Two places, two organisations, and volunteers who say when they can walk: what proposals are tried on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from karta.model.shift import ShiftPlan
from karta.services.importing import entries
from karta.services.planning import rosters
from karta.services.planning.rosters import RosterProposal
from karta.services.register import organisations
from karta.services.rosters import invitations, shifts, volunteers
from karta.services.rosters.volunteers import Volunteer
from karta.services.workspace import Workspace, create
from karta.store import availability as stored
from karta.store import people
from tests.services.rosters.conftest import COORDINATOR, occurrences, place_id

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
TODAY, FRIDAY, MONDAY = date(2026, 9, 16), date(2026, 9, 18), date(2026, 9, 21)
EVENINGS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
Join = Callable[..., Volunteer]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a town with two places and two organisations."""
    folder = tmp_path_factory.mktemp("who")
    town = create(folder, now=lambda: NOW)
    for name in ("Nattvandrarna", "Grannarna"):
        organisations.add_organisation(town, COORDINATOR, name)
    for name, lat in (("Torget", 59.0), ("Parken", 59.1)):
        entries.add_place(town, COORDINATOR, name=name, kind="square", lat=lat, lon=15.0)
    town.store.close()
    return folder


@pytest.fixture
def org(workspace: Workspace) -> str:
    """Give the id of the night walkers."""
    return organisations.add_organisation(workspace, COORDINATOR, "Nattvandrarna")


@pytest.fixture
def join(workspace: Workspace, org: str) -> Join:
    """Give `join(name, ...)`: an adult with a routine who is free every evening, but for what is said otherwise."""

    def joined(
        name: str, *, free: tuple[str, ...] = tuple(f"{day}-evening" for day in EVENINGS), adult: bool = True,
        routine: date | None = FRIDAY - timedelta(days=30), org_id: str = org, **wishes: Any,
    ) -> Volunteer:  # fmt: skip
        (invitation,) = invitations.invite_all(workspace, COORDINATOR, org_id, [(name, "")])
        who = volunteers.by_link(workspace, invitation.token)
        if routine is not None:
            invitations.note_routine(workspace, COORDINATOR, who.person_id, routine)
        with workspace.act(who, "test") as act:
            if adult:
                people.declare_adult(act, who.person_id)
            if free or wishes:
                stored.put(act, who.person_id, {"times": ";".join(free), **wishes})
        return volunteers.by_link(workspace, invitation.token)

    return joined


def walk(
    workspace: Workspace, org: str, day: date, start: str = "20:00", end: str = "23:00", **more: Any
) -> str:
    """Plan a shift at the square for two, and return its occurrence's id."""
    place = place_id(workspace, more.pop("place", "Torget"))
    plan = replace(ShiftPlan(place, day, start, end, (org,), max_team=more.pop("max_team", 4)), **more)
    shift = shifts.create_shift(workspace, COORDINATOR, plan)
    return next(each.occurrence_id for each in occurrences(workspace) if each.shift_id == shift)


def names(proposal: RosterProposal) -> list[tuple[str, ...]]:
    """Return the names of those who are proposed, shift by shift."""
    return [tuple(each.name for each in row.people) for row in proposal.shifts]


def propose(
    workspace: Workspace, org: str, first: date = TODAY, days: int = 7, **more: Any
) -> RosterProposal:
    """Propose for the coming week."""
    return rosters.propose(workspace, COORDINATOR, org, first, days, **more)
