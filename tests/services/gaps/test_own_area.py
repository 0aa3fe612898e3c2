"""Need and gaps of one's own area by part of the week: nothing of a single place of others can be told from it."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from shapely import box

from karta.errors import NotAllowedError
from karta.privacy import Viewer
from karta.services.gaps import own_area
from karta.services.importing import entries
from karta.services.needs import rule_rows
from karta.services.register import organisations, places
from karta.services.workspace import Workspace, create
from tests import viewers

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
COORDINATOR = Viewer("samordnare", "local")


def of_walkers(workspace: Workspace) -> Viewer:
    """Return the viewer of an organisation of the register: Vandrarna."""
    return viewers.of(workspace, "Vandrarna", "organiser", "länken")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give five places in the north and one far away; that nobody comes is known at all of them, from the church."""
    folder = tmp_path_factory.mktemp("prepared")
    made = create(folder, now=lambda: NOW)
    with made.store.act("samordnare", "import") as act:
        act.insert("area", [{"name": "Norr", "geometry": box(490_000, 6_530_000, 510_000, 6_550_000)}])
    for number in range(5):
        entries.add_place(
            made, COORDINATOR, name=f"Plats {number}", kind="square", lat=59.0 + number / 1000, lon=15.0
        )
    entries.add_place(made, COORDINATOR, name="Långt bort", kind="square", lat=60.0, lon=15.0)
    for place in ids(made).values():
        expect(made, "Kyrkan", place)
    organisations.add_organisation(made, COORDINATOR, "Vandrarna")
    made.store.close()
    return folder


def ids(workspace: Workspace) -> dict[str, str]:
    """Return the ids of the places by name."""
    frame = places.places(workspace, COORDINATOR)
    return dict(zip(frame["name"], frame["id"], strict=True))


def decide(workspace: Workspace, number: int, days: str, start: str, end: str) -> None:
    """Decide that two adults are needed at a place."""
    rule_rows.decide_need(
        workspace, COORDINATOR, place_id=ids(workspace)[f"Plats {number}"], adults=2, days=days, start=start, end=end,
        responsible="Kommunen",
    )  # fmt: skip


def expect(workspace: Workspace, org: str, place: str) -> None:
    """Make a place an organisation's own: its roster is expected and known there."""
    entries.expect_source(workspace, COORDINATOR, org=org, place_id=place)
    organisations.confirm_source(workspace, COORDINATOR, org, place, date(2026, 12, 31))


def org_id(workspace: Workspace, name: str) -> str:
    """Return the id of an organisation."""
    frame = workspace.store.frame("organisation").set_index("name")
    return str(frame["id"][name])


def outlook(workspace: Workspace) -> dict[tuple[str, str], tuple[int, str]]:
    """Return hours and outlook of the parts of the week in which something is decided, for who owns `Plats 0`."""
    (area,) = own_area.own_areas(workspace, of_walkers(workspace), org_id(workspace, "Vandrarna"))
    assert area.name == "Norr"
    return {
        (part.days, part.time): (part.hours, part.outlook) for part in area.parts if part.outlook != "no_need"
    }


@pytest.fixture
def walkers(workspace: Workspace) -> Workspace:
    """Give the town in which `Plats 0` is Vandrarna's own."""
    expect(workspace, "Vandrarna", ids(workspace)["Plats 0"])
    return workspace


def test_one_s_own_place_alone_is_shown(walkers: Workspace) -> None:
    """Friday 21-23 at one's own place: an hour of the evening, one of the night, both without anybody."""
    decide(walkers, 0, "FR", "21:00", "23:00")
    assert outlook(walkers) == {("weekend", "evening"): (1, "much"), ("weekend", "night"): (1, "much")}


def test_one_or_two_places_of_others_are_not_shown(walkers: Workspace) -> None:
    """With one or two foreign places behind a part of the week it is not told; with three it is, as their sum."""
    decide(walkers, 0, "MO", "16:00", "18:00")
    for number in (1, 2):
        decide(walkers, number, "MO", "16:00", "18:00")
        assert outlook(walkers) == {("weekdays", "day"): (0, "few")}
    decide(walkers, 3, "MO", "16:00", "18:00")
    assert outlook(walkers) == {("weekdays", "day"): (8, "much")}


def test_what_is_met_and_what_nobody_knows_is_told_apart(walkers: Workspace) -> None:
    """Two adults meet two hours of three (some is missing), two of four (much is); the roster gone, it is unknown."""
    decide(walkers, 0, "MO;TU;WE", "19:00", "20:00")
    entries.add_shift(
        walkers, COORDINATOR, org="Vandrarna", place_id=ids(walkers)["Plats 0"], kind="night_walker",
        weekdays=["MO", "TU"], start="19:00", end="20:00", adults=2, from_day=date(2026, 8, 1),
    )  # fmt: skip
    assert outlook(walkers) == {("weekdays", "evening"): (3, "some")}
    decide(walkers, 0, "TH", "19:00", "20:00")
    assert outlook(walkers) == {("weekdays", "evening"): (4, "much")}
    with walkers.store.act("samordnare", "test") as act:
        sources = act.rows("expected_source", "place_id", [ids(walkers)["Plats 0"]])
        act.update_many("expected_source", {row["id"]: {"status": "unknown"} for row in sources})
    assert outlook(walkers) == {("weekdays", "evening"): (4, "unknown")}


def test_a_missed_visit_is_missing(walkers: Workspace) -> None:
    """Nobody visits on Friday evening between 19 and 20, where somebody was to: much is missing, nothing is covered."""
    rule_rows.decide_need(
        walkers, COORDINATOR, place_id=ids(walkers)["Plats 0"], adults=1, days="FR", start="19:00", end="20:00",
        responsible="Kommunen", mode="visit",
    )  # fmt: skip
    assert outlook(walkers) == {("weekend", "evening"): (1, "much")}


def test_an_area_without_an_own_place_is_not_read(workspace: Workspace) -> None:
    """Who has a place outside every area, or none, reads nothing; nor does one read the areas of others."""
    decide(workspace, 0, "FR", "21:00", "23:00")
    own = org_id(workspace, "Vandrarna")
    assert own_area.own_areas(workspace, of_walkers(workspace), own) == []
    expect(workspace, "Vandrarna", ids(workspace)["Långt bort"])
    assert own_area.own_areas(workspace, of_walkers(workspace), own) == []
    for viewer, org in ((of_walkers(workspace), "Kyrkan"), (Viewer("polis", "police"), "Vandrarna")):
        with pytest.raises(NotAllowedError):
            own_area.own_areas(workspace, viewer, org_id(workspace, org))
