"""What a map opens on: a town's map may hold thousands of places that nobody has decided on."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from karta.privacy import Viewer
from karta.services.gaps import period, pictures
from karta.services.importing import entries
from karta.services.needs import rule_rows
from karta.services.register import places as register_places
from karta.services.register import town
from karta.services.workspace import Workspace, create

FRIDAY = date(2026, 9, 18)
VIEWER = Viewer("samordnare", "local")
# A margin of 0.003 degrees to the north and the south, and twice that to the sides.
AROUND_SQUARE = (14.994, 58.997, 15.006, 59.003)
AROUND_BOTH = (14.994, 58.997, 15.206, 59.203)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Give a square and, far from it, a park: nothing is decided yet."""
    made = create(tmp_path / "town", now=lambda: datetime(2026, 9, 16, 10, tzinfo=UTC))
    entries.add_place(made, VIEWER, name="Torget", kind="other", lat=59.0, lon=15.0)
    entries.add_place(made, VIEWER, name="Parken", kind="other", lat=59.2, lon=15.2)
    return made


def opened(workspace: Workspace) -> tuple[float, float, float, float]:
    """Return what the map of the week opens on."""
    return pictures.opening(workspace, VIEWER, period.week(workspace, VIEWER, FRIDAY))


def test_it_opens_on_all_places_while_nothing_is_decided(workspace: Workspace) -> None:
    """There is nothing better to show."""
    assert opened(workspace) == pytest.approx(AROUND_BOTH)


def test_it_opens_on_the_places_with_a_decision(workspace: Workspace) -> None:
    """The park is there still, for who looks around; the area of the whole map is as before."""
    rows = register_places.places(workspace, VIEWER)
    square = str(rows[rows["name"] == "Torget"]["id"].iloc[0])
    rule_rows.decide_need(
        workspace,
        VIEWER,
        place_id=square,
        days="FR",
        responsible="Kommunen",
        adults=3,
        start="20:00",
        end="23:00",
    )
    assert opened(workspace) == pytest.approx(AROUND_SQUARE)
    assert town.bounds(workspace, VIEWER) == pytest.approx(AROUND_BOTH)
