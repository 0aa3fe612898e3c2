"""What everybody may know of presence: rounded, old, of enough who did it, and as it was published."""

from datetime import date
from pathlib import Path

import pytest

from karta.errors import InputError, NotAllowedError, NotFoundError
from karta.privacy import Viewer
from karta.services import history
from karta.services.follow_up import open_statistics
from karta.services.follow_up.open_statistics import Month
from karta.services.register import open_side
from karta.services.register.open_side import OpenSide
from karta.web import volunteer
from tests.web import open_town
from tests.web.client import ask
from tests.web.open_town import LOCAL, OpenTown

# Seen from 16 September, July ended 47 days ago and August 16.
JULY, AUGUST = "2026-07", "2026-08"
HOME = "/light/statistik"


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OpenTown:
    """Give a town with an open side and three organisations whose reports authorities may know."""
    made = open_town.make(tmp_path / "own")
    monkeypatch.setenv("KARTA_WORKSPACE", str(made.workspace.folder))
    monkeypatch.setattr(volunteer, "_opened", lambda _: volunteer._Opened(made.workspace))
    made.open_up()
    with made.workspace.store.act("test", "set_sharing") as act:
        for org in made.orgs.values():
            act.update(
                "organisation", org, None, {"roster_sharing": "authorities", "report_sharing": "authorities"}
            )
    return made


def walked(
    town: OpenTown, org: str, adults: int, day: date = date(2026, 7, 3), hours: str = "19:00-22:00"
) -> None:
    """Store a shift at the youth centre and that it was carried out as planned."""
    start, end = hours.split("-")
    with town.workspace.store.act("test", "import") as act:
        schedule = act.insert("schedule", [{"date": day, "start": start, "end": end}])[0]
        shift = act.insert("shift", [{"schedule_id": schedule, "place_id": town.places["Gården"]}])[0]
        party = act.insert(
            "shift_party", [{"shift_id": shift, "organisation_id": town.orgs[org], "adults": adults}]
        )[0]
        act.insert("report", [{"party_id": party, "date": day, "outcome": "carried_out", "adults": adults}])


def hours(month: Month) -> dict[str, int | None]:
    """Return what is told of the only area."""
    (area,) = month.areas
    assert area.name == "Västra"
    return area.hours


def test_a_sum_is_rounded_and_small_ones_and_none_look_alike(town: OpenTown) -> None:
    """3 h by 4, 4 and 3 on a Friday evening: 33 adult-hours are told as 35. By two organisations on Monday: nothing."""
    for org, adults in (("Klubben", 4), ("Kyrkan", 4), ("Kommunen", 3)):
        walked(town, org, adults)
    for org in ("Klubben", "Kyrkan"):
        walked(town, org, 8, date(2026, 7, 6))
    shown = open_statistics.proposed(town.workspace, LOCAL, JULY)
    assert hours(shown) == {
        "weekday_day": None, "weekday_evening": None, "weekend_day": None, "weekend_evening": 35,
    }  # fmt: skip


def test_nine_persons_are_too_few(town: OpenTown) -> None:
    """Three teams of three may be nine people, however often they walk: ten are needed."""
    for org in town.orgs:
        walked(town, org, 3)
        walked(town, org, 3, date(2026, 7, 10))
    assert set(hours(open_statistics.proposed(town.workspace, LOCAL, JULY)).values()) == {None}


def test_a_month_waits_for_thirty_days_and_stays_as_it_was_published(town: OpenTown) -> None:
    """August is too young; July is published once, and what is reported afterwards changes nothing of it."""
    for org in town.orgs:
        walked(town, org, 4)
    workspace = town.workspace
    assert open_statistics.waiting(workspace, LOCAL)[0] == JULY
    with pytest.raises(InputError, match="month_too_young"):
        open_statistics.publish(workspace, LOCAL, AUGUST)
    open_statistics.publish(workspace, LOCAL, JULY)
    with pytest.raises(InputError, match="month_published"):
        open_statistics.publish(workspace, LOCAL, JULY)
    walked(town, "Klubben", 50)
    (month,) = open_statistics.published(workspace, LOCAL)
    assert (month.month, hours(month)["weekend_evening"]) == (JULY, 35)
    assert JULY not in open_statistics.waiting(workspace, LOCAL)
    open_statistics.withdraw(workspace, LOCAL, JULY)
    assert open_statistics.published(workspace, LOCAL) == []
    history.undo(workspace, LOCAL, workspace.store.acts()["id"].iloc[0])
    assert [each.month for each in open_statistics.published(workspace, LOCAL)] == [JULY]


def test_the_page_shows_what_was_published_alone(town: OpenTown) -> None:
    """Nothing before; afterwards the month, the area and the rounded sum; closed, the page is not there."""
    for org in town.orgs:
        walked(town, org, 4)
    assert "Ingen månad är publicerad än." in ask(HOME).html
    open_statistics.publish(town.workspace, LOCAL, JULY)
    page = ask(HOME).html
    assert ["2026-07" in page, "Västra" in page, "<td>35</td>" in page, page.count("<td>\u2013</td>")] == [
        True, True, True, 3,
    ]  # fmt: skip
    assert not {"Klubben", "Kyrkan", "Gården"} & set(page.split())
    _, versions = open_side.open_side(town.workspace)
    open_side.set_open_side(town.workspace, LOCAL, OpenSide(), versions=versions)
    assert ask(HOME).status == 404
    with pytest.raises(NotFoundError, match="open_side_off"):
        open_statistics.published(town.workspace, LOCAL)


def test_only_who_opens_the_open_side_publishes(town: OpenTown) -> None:
    """An organisation's administrator and an evaluator may not."""
    for role in ("org_admin", "evaluator"):
        with pytest.raises(NotAllowedError):
            open_statistics.publish(town.workspace, Viewer("någon", role), JULY)  # type: ignore[arg-type]


def test_no_sum_over_cells_is_told(town: OpenTown) -> None:
    """A cell that is held back could be worked out of a sum: an area has its four parts and nothing more."""
    for org in town.orgs:
        walked(town, org, 4)
    assert set(hours(open_statistics.proposed(town.workspace, LOCAL, JULY))) == {
        "weekday_day", "weekday_evening", "weekend_day", "weekend_evening",
    }  # fmt: skip
