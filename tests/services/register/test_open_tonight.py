"""What is open tonight: only what was said yes to, from now until the service day ends, and what a wish leaves."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from karta.errors import NotFoundError
from karta.privacy import Viewer
from karta.services.access import viewers
from karta.services.register import open_tonight
from karta.services.register.open_tonight import Wish
from karta.services.workspace import create
from tests.web import open_town
from tests.web.open_town import OpenTown

YESTERDAY, TOMORROW = date(2026, 9, 15), date(2026, 9, 17)


@pytest.fixture
def town(tmp_path: Path) -> OpenTown:
    """Give the town with its open side open."""
    made = open_town.make(tmp_path / "own")
    made.open_up()
    return made


def listed(town: OpenTown, viewer: Viewer | None = None, **wish: object) -> list[str]:
    """Return the titles (of a door that stands open the place) in the order in which they are listed."""
    shown = open_tonight.tonight(town.workspace, viewer or viewers.visitor())
    return [each.title or each.spot.name for each in open_tonight.matching(shown, Wish(**wish)).open]


def test_without_the_municipalitys_word_there_is_nothing(tmp_path: Path) -> None:
    """The open side is off in a new workspace, whatever has been shared."""
    town = open_town.make(tmp_path / "own")
    town.share("Klubben")
    town.activity("Klubben", "Gården", "Öppet hus", public_yes="shown")
    with pytest.raises(NotFoundError, match="open_side_off"):
        open_tonight.tonight(town.workspace, viewers.visitor())


def test_an_associations_activity_needs_public_sharing_and_a_yes(town: OpenTown) -> None:
    """Shared without a yes, with a yes and not shared, of one that is not admitted or has left: none is listed."""
    town.share("Klubben")
    town.share("Kyrkan", "authorities")
    town.activity("Klubben", "Gården", "Utan ja")
    town.activity("Klubben", "Gården", "Med ja", public_yes="shown")
    town.activity("Kyrkan", "Gården", "Delas inte", public_yes="shown")
    assert listed(town) == ["Med ja"]
    # Whoever asks sees what everybody sees, no more.
    assert listed(town, open_town.LOCAL) == ["Med ja"]
    for column, value in (("admitted_on", None), ("left_on", open_town.TODAY)):
        with town.workspace.store.act("test", "set") as act:
            before = act.row("organisation", town.orgs["Klubben"])[column]
            act.update("organisation", town.orgs["Klubben"], None, {column: value})
        assert listed(town) == []
        with town.workspace.store.act("test", "set") as act:
            act.update("organisation", town.orgs["Klubben"], None, {column: before})


def test_the_municipalitys_own_needs_sharing_alone_but_for_whom_it_is_for(town: OpenTown) -> None:
    """Its open house is listed as shared; what is for girls or adapted, of anybody's, after a yes to that."""
    town.share("Kommunen")
    town.share("Klubben")
    town.activity("Kommunen", "Gården", "A öppet hus")
    town.activity("Kommunen", "Gården", "B tjejkväll", girls=True)
    town.activity("Klubben", "Gården", "C tjejkväll", girls=True, public_yes="shown")
    town.activity("Klubben", "Gården", "D tjejkväll", girls=True, public_yes="shown;girls")
    town.activity("Klubben", "Gården", "E båda", girls=True, adapted=True, public_yes="shown;girls")
    town.activity("Klubben", "Gården", "F båda", girls=True, adapted=True, public_yes="shown;girls;adapted")
    assert listed(town) == ["A öppet hus", "D tjejkväll", "F båda"]
    assert listed(town, girls=True) == ["D tjejkväll", "F båda"]
    assert listed(town, adapted=True) == ["F båda"]


def test_the_evening_is_from_now_until_the_service_day_ends(town: OpenTown) -> None:
    """At 18: what ended at 18 is gone, what goes on past midnight and begins after it is there, tomorrow is not."""
    town.share("Kommunen")
    for title, hours, day in (
        ("A slut", "15:00-18:00", open_town.TODAY), ("B pågår", "17:59-18:01", open_town.TODAY),
        ("C natt", "23:00-02:00", open_town.TODAY), ("D småtimmar", "01:00-03:00", TOMORROW),
        ("E i morgon", "17:00-20:00", TOMORROW), ("F i går", "17:00-20:00", YESTERDAY),
    ):  # fmt: skip
        town.activity("Kommunen", "Gården", title, hours, day)
    assert listed(town) == ["B pågår", "C natt", "D småtimmar"]
    night = create(town.workspace.folder, now=lambda: datetime(2026, 9, 16, 23, 30, tzinfo=UTC))
    assert listed(OpenTown(night)) == ["C natt", "D småtimmar"]


def test_a_cancelled_date_is_as_if_it_had_never_been_there(town: OpenTown) -> None:
    """Nothing tells that somebody who should have been there is not."""
    town.share("Kommunen")
    row = town.activity("Kommunen", "Gården", "Inställd")
    with town.workspace.store.act("test", "cancel_session") as act:
        schedule = act.row("activity", row)["schedule_id"]
        exception = {"schedule_id": schedule, "original_start": "2026-09-16T17:00", "what": "cancelled"}
        act.insert("schedule_exception", [exception])
    assert listed(town) == []


def test_a_door_is_open_where_the_place_is_shown_and_its_hours_are_for_today(town: OpenTown) -> None:
    """Wednesday's hours of a place that is shown; Thursday's, one that is not shown, and school days unstated."""
    town.opens("Gården", "WE")
    town.opens("Hallen", "TH")
    town.opens("Torget", "WE", shown=False)
    town.opens("Långt bort", "school")
    assert listed(town) == ["Gården"]
    (each,) = open_tonight.tonight(town.workspace, viewers.visitor()).open
    assert (each.is_activity, each.kind, each.spot.area) == (False, "youth_centre", "Västra")
    assert (f"{each.start:%H:%M}", f"{each.end:%H:%M}") == ("15:00", "21:00")


def test_hours_that_meet_are_one_opening(town: OpenTown) -> None:
    """15-18 and 17-20 are 15-20, and 21-22 another; what ended before now is not there."""
    for hours in ("10:00-12:00", "17:00-20:00", "15:00-18:00", "21:00-22:00"):
        town.opens("Gården", hours=hours)
    shown = open_tonight.tonight(town.workspace, viewers.visitor()).open
    assert [(each.start.hour, each.end.hour) for each in shown] == [(15, 20), (21, 22)]
    assert len({each.key for each in shown}) == 2


def test_hours_that_cannot_be_computed_are_left_out(town: OpenTown) -> None:
    """A day that there is not, in an older workspace, hides that row and nothing else."""
    town.opens("Gården")
    town.opens("Skolan", days="VARDAG")
    assert listed(town) == ["Gården"]


def test_only_areas_with_something_open_are_drawn(town: OpenTown) -> None:
    """Without anything in it an area has no edge; with, it has its four corners."""
    town.share("Kommunen")
    town.activity("Kommunen", "Långt bort", "A")
    assert open_tonight.tonight(town.workspace, viewers.visitor()).outlines == ()
    town.activity("Kommunen", "Gården", "B")
    (outline,) = open_tonight.tonight(town.workspace, viewers.visitor()).outlines
    assert (outline.area, len(outline.points)) == ("Västra", 5)


def test_a_wish_leaves_what_answers_to_it(town: OpenTown) -> None:
    """Ages with both ends, unknown ages are not held against anybody; free, booking and language only when said."""
    town.share("Kommunen")
    town.activity("Kommunen", "Gården", "A", age_from=7, age_to=12, free=True, languages="ar;sv")
    town.activity("Kommunen", "Gården", "B", age_from=13, drop_in=True, languages="sv")
    town.activity("Kommunen", "Gården", "C", free=False)
    assert listed(town, age=7) == ["A", "C"]
    assert listed(town, age=13) == ["B", "C"]
    assert listed(town, free=True) == ["A"]
    assert listed(town, drop_in=True) == ["B"]
    assert listed(town, language="sv") == ["A", "B"]
    assert listed(town, language="ar", age=13) == []


def test_near_is_a_kilometre_from_a_place_that_is_shown(town: OpenTown) -> None:
    """From the school 556 m to the centre and 1,668 m to the hall; a place that is not shown cannot be chosen."""
    town.share("Kommunen")
    town.activity("Kommunen", "Gården", "Gården i kväll")
    town.activity("Kommunen", "Hallen", "Hallen i kväll")
    school, square = (open_tonight.public_key(town.places[name]) for name in ("Skolan", "Torget"))
    with town.workspace.store.act("test", "show_place") as act:
        act.update("place", town.places["Skolan"], None, {"sharing": "public"})
    shown = open_tonight.tonight(town.workspace, viewers.visitor())
    assert [spot.name for spot in shown.places] == ["Skolan"]
    assert listed(town, near=school) == ["Gården i kväll"]
    assert listed(town, near=square) == []


def test_it_is_listed_by_area_and_time(town: OpenTown) -> None:
    """What lies in no area comes last; within one, what begins first."""
    town.share("Kommunen")
    town.activity("Kommunen", "Långt bort", "A", "17:00-20:00")
    town.activity("Kommunen", "Gården", "B", "19:00-20:00")
    town.activity("Kommunen", "Gården", "C", "18:30-20:00")
    assert listed(town) == ["C", "B", "A"]
