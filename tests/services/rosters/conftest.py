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

from karta.errors import KartaError
from karta.model.shift import ShiftOccurrence, ShiftPlan, ShiftVersion
from karta.privacy import Viewer
from karta.services import history
from karta.services.importing import entries
from karta.services.needs import rule_rows
from karta.services.register import organisations
from karta.services.register import places as register_places
from karta.services.rosters import cancelling, changes, shifts, sign_ups, volunteers
from karta.services.workspace import Workspace, create
from tests import guests, viewers

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
FRIDAY = date(2026, 9, 18)
COORDINATOR = Viewer(function="samordnare", role="local")
Plan = Callable[..., str]
Person = Callable[..., volunteers.Volunteer]


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the workspace as every test finds it."""
    folder = tmp_path_factory.mktemp("rosters") / "own"
    made = create(folder, now=lambda: NOW)
    for name, lat in (("Torget", 59.0), ("Parken", 59.1)):
        entries.add_place(made, COORDINATOR, name=name, kind="square", lat=lat, lon=15.0)
    organisations.add_organisation(made, COORDINATOR, "Nattvandrarna")
    square = place_id(made, "Torget")
    rule_rows.decide_need(
        made,
        COORDINATOR,
        place_id=square,
        adults=2,
        days="FR",
        start="21:00",
        end="22:00",
        responsible="Kommunen",
    )
    organisations.confirm_source(made, COORDINATOR, "Nattvandrarna", square, date(2026, 12, 31))
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
    return organisations.add_organisation(workspace, COORDINATOR, "nattvandrarna ")


@pytest.fixture
def plan(workspace: Workspace, square: str, org: str) -> Plan:
    """Give `plan(**changed)`: a shift on Friday 21-22 at the square, stored; returns its id."""

    def stored(**changed: object) -> str:
        asked = ShiftPlan(square, FRIDAY, "21:00", "22:00", (org,))
        return shifts.create_shift(workspace, COORDINATOR, replace(asked, **changed), afterwards=True)

    return stored


@pytest.fixture
def person(workspace: Workspace, org: str) -> Person:
    """Give `person(name=, org_id=)`: somebody with a personal link, by default of the night walkers."""
    numbers = count(1)

    def invited(name: str | None = None, org_id: str | None = None) -> volunteers.Volunteer:
        named = name or f"Person {next(numbers)}"
        _, token = guests.invite(workspace, COORDINATOR, org_id or org, named)
        return volunteers.by_link(workspace, token)

    return invited


@pytest.fixture
def church(workspace: Workspace) -> str:
    """Give the id of another organisation."""
    return organisations.add_organisation(workspace, COORDINATOR, "Kyrkan")


@pytest.fixture
def walkers(workspace: Workspace) -> Viewer:
    """Give the organiser of the night walkers."""
    return viewers.of(workspace, "Nattvandrarna")


@pytest.fixture
def sexton(workspace: Workspace, church: str) -> Viewer:
    """Give the organiser of the church."""
    assert church
    return viewers.of(workspace, "Kyrkan", function="vaktmästare")


@pytest.fixture
def saturdays(workspace: Workspace, square: str) -> None:
    """Decide the need of Fridays for Saturdays, too: two adults from 21 to 22."""
    rule_rows.decide_need(
        workspace, COORDINATOR, place_id=square, adults=2, days="SA", start="21:00", end="22:00",
        responsible="Kommunen",
    )  # fmt: skip


def place_id(workspace: Workspace, name: str) -> str:
    """Return the id of a place by its name."""
    places = register_places.places(workspace, COORDINATOR)
    return str(places.loc[places["name"] == name, "id"].iloc[0])


def later(workspace: Workspace, at: datetime) -> Workspace:
    """Return the workspace at another moment (UTC)."""
    return replace(workspace, now=lambda: at)


def occurrences(workspace: Workspace) -> list[ShiftOccurrence]:
    """Return everything ahead, by time."""
    found = shifts.ahead(workspace, COORDINATOR, 60)
    return sorted(
        [*found.understaffed, *found.staffed, *found.cancelled], key=lambda occurrence: occurrence.start
    )


def occurrence_of(workspace: Workspace, occurrence_id: str) -> ShiftOccurrence:
    """Return an occurrence as it stands now."""
    return next(
        occurrence for occurrence in occurrences(workspace) if occurrence.occurrence_id == occurrence_id
    )


def version_of(workspace: Workspace, name: str) -> ShiftVersion:
    """Return the version in which a shift or an occurrence is stored now, by the id of either."""
    return next(
        occurrence.version
        for occurrence in occurrences(workspace)
        if name in (occurrence.occurrence_id, occurrence.shift_id)
    )


def edit_occurrence(workspace: Workspace, occurrence_id: str, **values: object) -> None:
    """Change an occurrence as it stands now."""
    version = version_of(workspace, occurrence_id)
    changes.edit_occurrence(workspace, COORDINATOR, occurrence_id, version=version, **values)


def cancel(workspace: Workspace, occurrence_id: str, notice: str = "") -> None:
    """Cancel an occurrence as it stands now."""
    version = version_of(workspace, occurrence_id)
    cancelling.cancel(workspace, COORDINATOR, occurrence_id, notice, version=version)


def sign(workspace: Workspace, who: volunteers.Volunteer, occurrence_id: str, **rest: object) -> str:
    """Sign somebody up who says to be of age."""
    return sign_ups.sign_up(workspace, who, occurrence_id, is_adult=True, **rest)


def refusal(
    workspace: Workspace, who: volunteers.Volunteer, occurrence_id: str, **rest: object
) -> KartaError:
    """Return why somebody is refused; the refusal must leave nothing behind."""
    before = workspace.store.revision()
    with pytest.raises(KartaError) as caught:
        sign_ups.sign_up(workspace, who, occurrence_id, **{"is_adult": True, **rest})
    assert workspace.store.revision() == before
    return caught.value


def undo_last(workspace: Workspace) -> None:
    """Undo the latest act."""
    history.undo(workspace, COORDINATOR, str(workspace.store.acts(1)["id"].iloc[0]))
