"""How places stand: prices by hand, whose roster is awaited told to those who may know, and what is near a click."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from karta.errors import InputError, NotAllowedError
from karta.privacy import Viewer
from karta.services import history
from karta.services.importing import entries
from karta.services.needs import place_status, rule_rows
from karta.services.register import organisations
from karta.services.register import places as register_places
from karta.services.workspace import Workspace, create
from tests import viewers

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
COORDINATOR = Viewer(function="samordnare", role="local")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Give a workspace with one square, on a Wednesday."""
    made = create(tmp_path / "own", now=lambda: NOW)
    entries.add_place(made, COORDINATOR, name="Torget", kind="square", lat=59.0, lon=15.0)
    return made


@pytest.fixture
def square(workspace: Workspace) -> str:
    """Give the id of the square."""
    return str(register_places.places(workspace, COORDINATOR)["id"].iloc[0])


@pytest.mark.parametrize(
    ("days", "start", "end", "mode", "expected"),
    [
        ("all", "15:00", "22:00", "visit", 7 * 4),
        ("all", "15:00", "21:00", "visit", 7 * 3),
        ("weekend_night", "22:00", "01:00", "visit", 2 * 2),
        ("risk_evening", "18:00", "22:00", "visit", 0),
        ("all", "15:00", "22:00", "stay", 0),
    ],
)
def test_visits_are_one_in_each_two_hours(days: str, start: str, end: str, mode: str, expected: int) -> None:
    """An ordinary week has seven days, two weekend nights and no risk evening; a started window is a visit."""
    rule = {
        "days": days,
        "start": start,
        "end": end,
        "mode": mode,
        "adults": 2,
        "anchor": "clock",
        "type": "base",
    }
    assert place_status.visits(rule) == expected


def test_rules_are_told_with_their_price_until_they_end(workspace: Workspace, square: str) -> None:
    """Three adults for two hours on two nights are 12 adult-hours; a rule that has ended is told no more."""
    values = {"days": "FR;SA", "start": "20:00", "end": "22:00", "responsible": "Kommunen"}
    rule_rows.decide_need(workspace, COORDINATOR, place_id=square, adults=3, **values)
    rule_rows.decide_need(
        workspace, COORDINATOR, place_id=square, adults=9, valid_to=date(2026, 9, 15), **values
    )
    found = place_status.rules(workspace, COORDINATOR, [square])
    assert found["adult_hours"].tolist() == [12.0]
    assert found["adults"].tolist() == [3.0]


def test_whose_roster_is_awaited_is_for_the_coordinator_and_that_organisation(
    workspace: Workspace, square: str
) -> None:
    """That a roster is awaited is told to all; whose it is only to the coordinator and to the organisation itself."""
    entries.expect_source(workspace, COORDINATOR, org="Scouterna", place_id=square)
    entries.expect_source(workspace, COORDINATOR, org="Nattvandrarna", place_id=square)
    organisations.confirm_source(workspace, COORDINATOR, "Nattvandrarna", square, date(2026, 10, 31))
    told = {
        "coordinator": place_status.sources(workspace, COORDINATOR),
        "police": place_status.sources(workspace, Viewer("områdespolis", "police")),
        "own": place_status.sources(workspace, viewers.of(workspace, "Scouterna", "organiser", "kårchef")),
    }
    assert [sorted(frame["org"]) for frame in told.values()] == [
        ["Nattvandrarna", "Scouterna"], ["", "Nattvandrarna"], ["Nattvandrarna", "Scouterna"],
    ]  # fmt: skip
    known = told["police"].set_index("org")
    assert known["known"].to_dict() == {"": False, "Nattvandrarna": True}
    assert known.loc["Nattvandrarna", "until"] == date(2026, 10, 31)
    assert known.loc["", "until"] is None
    assert known.loc["", "org_id"] == ""


def test_all_rosters_are_confirmed_for_those_expected_and_those_there(
    workspace: Workspace, square: str
) -> None:
    """One organisation is expected, another has a shift: both are confirmed; with nobody it cannot be said."""
    with pytest.raises(InputError, match="nobody_to_confirm"):
        place_status.confirm_all(workspace, COORDINATOR, square, date(2026, 10, 31))
    entries.expect_source(workspace, COORDINATOR, org="Scouterna", place_id=square)
    entries.add_shift(
        workspace, COORDINATOR, org="Nattvandrarna", place_id=square, kind="night_walker", weekdays=["SA", "FR"],
        start="20:00", end="24:00", adults=2, from_day=date(2026, 9, 14),
    )  # fmt: skip
    assert place_status.confirm_all(workspace, COORDINATOR, square, date(2026, 10, 31)) == 2
    found = place_status.sources(workspace, COORDINATOR, [square])
    assert found["known"].all()
    assert sorted(found["org"]) == ["Nattvandrarna", "Scouterna"]


def test_those_active_at_a_place_are_asked_first(workspace: Workspace, square: str) -> None:
    """An organisation with a shift at the place comes before others, one already expected there is left out."""
    entries.add_place(workspace, COORDINATOR, name="Parken", kind="park", lat=59.1, lon=15.0)
    park = str(register_places.places(workspace, COORDINATOR)["id"].iloc[1])
    entries.expect_source(workspace, COORDINATOR, org="AIK", place_id=park)
    entries.expect_source(workspace, COORDINATOR, org="Scouterna", place_id=square)
    entries.add_shift(
        workspace, COORDINATOR, org="Nattvandrarna", place_id=square, kind="night_walker", weekdays=["FR"],
        start="20:00", end="24:00", adults=2, from_day=date(2026, 9, 14),
    )  # fmt: skip
    assert place_status.whom_to_ask(workspace, COORDINATOR, square) == ["Nattvandrarna", "AIK"]
    with pytest.raises(NotAllowedError):
        place_status.whom_to_ask(workspace, Viewer("områdespolis", "police"), square)


def test_nearest_is_within_sixty_metres(workspace: Workspace, square: str) -> None:
    """A ten-thousandth of a degree of latitude is 11 m: 50 m off is the place, 70 m off is none."""
    places = register_places.places(workspace, COORDINATOR)
    assert place_status.nearest(places, 59.00045, 15.0) == square
    assert place_status.nearest(places, 59.00063, 15.0) is None
    assert place_status.nearest(places.iloc[:0], 59.0, 15.0) is None


def test_progress_counts_what_the_steps_ask_for(workspace: Workspace, square: str) -> None:
    """Suggested, then decided, then all rosters in: each count moves with its act and back with undo."""
    assert place_status.progress(workspace, COORDINATOR) == place_status.Progress(1, 0, 0, 0, 0, 0)
    rule_rows.switch_on_default(workspace, COORDINATOR, "square", only=[square])
    assert place_status.progress(workspace, COORDINATOR).suggested == 1
    before = workspace.store.revision()
    rule_rows.decide_need(
        workspace,
        COORDINATOR,
        place_id=square,
        adults=2,
        days="all",
        start="18:00",
        end="20:00",
        responsible="Kommunen",
    )
    far = place_status.progress(workspace, COORDINATOR)
    assert (far.suggested, far.decided, far.complete) == (0, 1, 0)
    entries.expect_source(workspace, COORDINATOR, org="Scouterna", place_id=square)
    place_status.confirm_all(workspace, COORDINATOR, square, date(2026, 10, 31))
    assert place_status.progress(workspace, COORDINATOR).complete == 1
    for act in history.since(workspace, COORDINATOR, before):
        history.undo(workspace, COORDINATOR, act)
    assert place_status.progress(workspace, COORDINATOR).decided == 0


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"org": " "}, "organisation_missing"),
        ({"weekdays": []}, "weekday_missing"),
        ({"start": "24:00", "end": "24:00"}, "time_unreadable"),
        ({"start": "00:00", "end": "24:00"}, "shift_without_length"),
        ({"end": "20:00"}, "shift_without_length"),
    ],
)
def test_a_shift_typed_by_hand_says_what_is_wrong(
    workspace: Workspace, square: str, changed: dict[str, object], code: str
) -> None:
    """Each fault has its own code, and nothing is stored."""
    values = {
        "org": "Scouterna", "place_id": square, "kind": "other", "weekdays": ["FR"], "start": "20:00", "end": "22:00",
        "adults": 2.0, "from_day": date(2026, 9, 14),
    } | changed  # fmt: skip
    before = workspace.store.revision()
    with pytest.raises(InputError) as caught:
        entries.add_shift(workspace, COORDINATOR, **values)
    assert caught.value.code == code
    assert workspace.store.revision() == before


def test_the_same_place_twice_is_one_place(workspace: Workspace) -> None:
    """Adding a place again where it stands changes nothing and makes no act."""
    again = entries.add_place(workspace, COORDINATOR, name="Torget", kind="square", lat=59.0, lon=15.0)
    assert again.act_id is None
    assert len(register_places.places(workspace, COORDINATOR)) == 1
