"""What can still be filled at a place: what is to come or left of a gap, a missed visit; never what is over."""

from datetime import UTC, date, datetime, timedelta

import pytest

from karta.errors import NotAllowedError
from karta.privacy import Viewer
from karta.services.gaps import period
from karta.services.gaps.fillable import Fillable, fillable
from karta.services.importing import entries
from karta.services.needs import rule_rows
from karta.services.register import organisations
from karta.services.register import places as register_places
from karta.services.workspace import Workspace, create

FRIDAY = date(2026, 9, 18)
VIEWER = Viewer("samordnare", "local")
# In summer time an hour of UTC is two hours later here.
SUMMER = timedelta(hours=2)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Give a square that asks for three adults on Friday 20-23, and for a visit by two 15-19."""
    made = create(tmp_path_factory.mktemp("fillable"), now=lambda: datetime(2026, 9, 16, 10, tzinfo=UTC))
    entries.add_place(made, VIEWER, name="Torget", kind="square", lat=59.0, lon=15.0)
    square = str(register_places.places(made, VIEWER)["id"].iloc[0])
    entries.expect_source(made, VIEWER, org="Vandrarna", place_id=square)
    organisations.confirm_source(made, VIEWER, "Vandrarna", square, date(2026, 9, 30))
    common = {"place_id": square, "days": "FR", "responsible": "Kommunen"}
    rule_rows.decide_need(made, VIEWER, adults=3, start="20:00", end="23:00", **common)
    rule_rows.decide_need(made, VIEWER, adults=2, start="15:00", end="19:00", mode="visit", **common)
    return made


def at(workspace: Workspace, clock: int, now: datetime) -> Fillable | None:
    """Return what can be filled in the hour of Friday that begins at a clock hour, looked at in some moment."""
    shown = period.between(workspace, VIEWER, FRIDAY, FRIDAY)
    place = period.place(VIEWER, shown, shown.coverage.grid.place_ids[0])
    return fillable(VIEWER, shown, place, clock - 6, now)


@pytest.mark.parametrize(
    ("clock", "now", "expected"),
    [
        (21, "12:00", ("20:00", "23:00", 3, False)),  # to come: all of it
        (20, "20:00", ("20:00", "23:00", 3, False)),
        (21, "20:50", ("21:00", "23:00", 3, False)),  # under way: from the next quarter on
        (21, "21:01", ("21:15", "23:00", 3, False)),
        (22, "22:46", None),  # no quarter is left
        (22, "23:30", None),  # over
        (16, "12:00", ("15:00", "17:00", 2, True)),  # a visit window, of two hours
        (16, "16:00", ("16:00", "17:00", 2, True)),
        (16, "17:00", None),
        (19, "12:00", None),  # nothing is asked for
    ],
)
def test_what_is_over_is_not_offered(
    workspace: Workspace, clock: int, now: str, expected: tuple[str, str, int, bool] | None
) -> None:
    """Worked out by hand from three adults 20-23 and a visit of two in 15-17 and 17-19."""
    moment = datetime.fromisoformat(f"{FRIDAY}T{now}").replace(tzinfo=UTC) - SUMMER
    found = at(workspace, clock, moment)
    told = found and (f"{found.start:%H:%M}", f"{found.end:%H:%M}", found.adults, found.visit)
    assert told == expected


def test_it_is_for_those_who_may_see_gaps(workspace: Workspace) -> None:
    """The public is told of no gap in this way either."""
    shown = period.between(workspace, VIEWER, FRIDAY, FRIDAY)
    place = period.place(VIEWER, shown, shown.coverage.grid.place_ids[0])
    with pytest.raises(NotAllowedError):
        fillable(Viewer("medborgare", "anonymous"), shown, place, 15, workspace.now())
