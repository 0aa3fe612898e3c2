"""A square with a need of two on Friday 21-22 and one organisation, the night walkers, whose roster is in.

The clock says noon of Wednesday 16 September 2026 in Stockholm. Two needs of the same kind lie on Torget and Parken.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from shutil import copytree

import pytest

from karta.model.shift import ShiftPlan, Turn
from karta.privacy import Viewer
from karta.services import decisions, entries, invitations, register, rosters, signups
from karta.services.workspace import Workspace, create

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
FRIDAY = date(2026, 9, 18)
COORDINATOR = Viewer(function="samordnare", role="coordinator")
Plan = Callable[..., str]
Person = Callable[..., signups.Volunteer]


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the workspace as every test finds it."""
    folder = tmp_path_factory.mktemp("rosters") / "own"
    made = create(folder, now=lambda: NOW)
    for name, lat in (("Torget", 59.0), ("Parken", 59.1)):
        entries.add_place(made, COORDINATOR, name=name, kind="square", lat=lat, lon=15.0)
    rosters.add_organisation(made, COORDINATOR, "Nattvandrarna")
    square = place_id(made, "Torget")
    decisions.decide_need(
        made,
        COORDINATOR,
        place_id=square,
        adults=2,
        days="FR",
        start="21:00",
        end="22:00",
        responsible="Kommunen",
    )
    register.confirm_source(made, COORDINATOR, "Nattvandrarna", square, date(2026, 12, 31))
    made.store.close()
    return folder


@pytest.fixture
def workspace(made_once: Path, tmp_path: Path) -> Workspace:
    """Give a copy of the workspace."""
    copytree(made_once, tmp_path / "own")
    return create(tmp_path / "own", now=lambda: NOW)


@pytest.fixture
def square(workspace: Workspace) -> str:
    """Give the id of the square."""
    return place_id(workspace, "Torget")


@pytest.fixture
def org(workspace: Workspace) -> str:
    """Give the id of the night walkers."""
    return rosters.add_organisation(workspace, COORDINATOR, "nattvandrarna ")


@pytest.fixture
def plan(workspace: Workspace, square: str, org: str) -> Plan:
    """Give `plan(**changed)`: a shift on Friday 21-22 at the square, stored; returns its id."""

    def stored(**changed: object) -> str:
        asked = ShiftPlan(square, FRIDAY, "21:00", "22:00", (org,))
        return rosters.create_shift(workspace, COORDINATOR, replace(asked, **changed))

    return stored


@pytest.fixture
def person(workspace: Workspace, org: str) -> Person:
    """Give `person(name=, org_id=)`: somebody with a personal link, by default of the night walkers."""
    numbers = count(1)

    def invited(name: str | None = None, org_id: str | None = None) -> signups.Volunteer:
        named = name or f"Person {next(numbers)}"
        _, token = invitations.invite(workspace, COORDINATOR, org_id or org, named)
        return signups.by_link(workspace, token)

    return invited


def place_id(workspace: Workspace, name: str) -> str:
    """Return the id of a place by its name."""
    places = register.places(workspace, COORDINATOR)
    return str(places.loc[places["name"] == name, "id"].iloc[0])


def later(workspace: Workspace, at: datetime) -> Workspace:
    """Return the workspace at another moment (UTC)."""
    return replace(workspace, now=lambda: at)


def turns(workspace: Workspace) -> list[Turn]:
    """Return everything ahead, by time."""
    found = rosters.ahead(workspace, COORDINATOR, 60)
    return sorted([*found.understaffed, *found.staffed, *found.cancelled], key=lambda turn: turn.start)


def turn_of(workspace: Workspace, turn_id: str) -> Turn:
    """Return a turn as it stands now."""
    return next(turn for turn in turns(workspace) if turn.turn_id == turn_id)
