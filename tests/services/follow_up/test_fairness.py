"""What areas have beside the young who live there, by hand: 36 adult-hours a week for 1,200 are 3.0 per 100."""

from pathlib import Path

import pytest

from karta.errors import NotAllowedError
from karta.privacy import Viewer
from karta.services.follow_up import fairness
from tests import viewers
from tests.services.follow_up import area_town
from tests.services.follow_up.area_town import LOCAL, Town


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Give the town of four areas; nothing in these tests changes it."""
    folder: Path = tmp_path_factory.mktemp("areas")
    return area_town.make(folder / "own")


def test_adult_hours_for_each_hundred_young(town: Town) -> None:
    """North: 3 lines of 3 adults, 4 hours: 36 for 1,200. East: 6 lines of 2 adults, 2 hours: 24 for 800."""
    rows = {row.name: row for row in fairness.areas(town.workspace, LOCAL)}
    assert (rows["Norr"].youths, rows["Norr"].per_100, rows["Öster"].per_100) == (1200.0, 3.0, 3.0)
    # 3 places x 2 adults x 4 hours for 1,200; 6 places for 800.
    assert (rows["Norr"].need_per_100, rows["Öster"].need_per_100) == (2.0, 6.0)


def test_areas_stand_in_alphabetical_order(town: Town) -> None:
    """However many hours each has, no area comes first for them."""
    assert [row.name for row in fairness.areas(town.workspace, LOCAL)] == ["Norr", "Söder", "Väster", "Öster"]


def test_faith_communities_are_told_apart_from_three_organisations_on(town: Town) -> None:
    """East has three of each: 12 of its 24 hours are not theirs. North has none: the figure is not there twice."""
    rows = {row.name: row for row in fairness.areas(town.workspace, LOCAL)}
    assert rows["Öster"].secular_per_100 == 1.5
    assert rows["Norr"].secular_per_100 is None


def test_what_too_few_stand_behind_is_held_back(town: Town) -> None:
    """South has 60 young: no figure of theirs. West has one association and one place: no figure of its."""
    rows = {row.name: row for row in fairness.areas(town.workspace, LOCAL)}
    south, west = rows["Söder"], rows["Väster"]
    assert (south.youths, south.few_youths, south.per_100, south.need_per_100) == (None, True, None, None)
    assert (west.youths, west.per_100, west.need_per_100, west.completeness) == (500.0, None, None, None)


def test_what_may_be_more_says_so(town: Town) -> None:
    """North's need is met all four hours. East's rosters of 20-22 are not said to be in: at least 3.0."""
    rows = {row.name: row for row in fairness.areas(town.workspace, LOCAL)}
    assert (rows["Norr"].at_least, rows["Öster"].at_least) == (False, True)


def test_ones_own_hours_do_not_tell_two_others(town: Town) -> None:
    """Who is one of three organisations could take its own away: beside it three must stand behind a sum."""
    rows = {row.name: row for row in fairness.areas(town.workspace, viewers.of(town.workspace, "Alfa"))}
    assert (rows["Norr"].per_100, rows["Öster"].per_100) == (None, 3.0)
    assert rows["Öster"].secular_per_100 is None
    # West has Alfa alone: 4 adult-hours for 500, its own.
    assert rows["Väster"].per_100 == 0.8


def test_areas_are_those_of_the_viewer(town: Town) -> None:
    """An association's organiser sees its own area, marked; of so few areas no dot is drawn that would tell another."""
    own = Viewer("ledare", "organiser", area_ids=frozenset({town.areas["Norr"]}))
    assert [(row.name, row.own) for row in fairness.areas(town.workspace, own)] == [("Norr", True)]
    assert fairness.spread(town.workspace, own) == []
    with pytest.raises(NotAllowedError):
        fairness.areas(town.workspace, Viewer("fältarbetare", "field_worker"))


def test_the_spread_has_no_names(town: Town) -> None:
    """Who sees every area sees a dot for each figure that is shown, and which is the reader's own."""
    dots = fairness.spread(
        town.workspace, Viewer("polis", "local", area_ids=frozenset({town.areas["Öster"]}))
    )
    assert [(dot.per_100, dot.own) for dot in dots] == [(3.0, False), (3.0, True)]


def test_unevenness_is_told_from_eight_areas_on(town: Town) -> None:
    """Of four areas nothing is said of how evenly the gap falls."""
    assert fairness.evenness(town.workspace, LOCAL) is None


def test_hours_of_safe_places(tmp_path: Path) -> None:
    """Three places open 16-20 on Wednesdays, led 16-18 by two: 12 and 6 hours. Unknown is not closed: None elsewhere.

    Where one place alone has leaders, it is not told how long.
    """
    made = area_town.make(tmp_path / "own")
    north, east = ([f"{area} {n}" for n in range(3)] for area in ("Norr", "Öster"))
    place_ids = made.workspace.store.frame("place").set_index("name")["id"]
    with made.workspace.store.act("test", "import") as act:
        hours = {"days": "WE", "start": "16:00", "end": "20:00"}
        act.insert("access_hours", [{"place_id": place_ids[name], **hours} for name in (*north, *east)])
    led = [f"{place};ons;16:00;18:00;Alfa;öppet hus;2;ja;;;;;;" for place in (*north, east[0])]
    area_town.add_activities(made.workspace, tmp_path, led)
    rows = {row.name: row for row in fairness.areas(made.workspace, LOCAL)}
    assert (rows["Norr"].open_h, rows["Norr"].staffed_h) == (12.0, 6.0)
    assert (rows["Öster"].open_h, rows["Öster"].staffed_h) == (12.0, None)
    assert (rows["Söder"].open_h, rows["Söder"].staffed_h) == (None, None)
