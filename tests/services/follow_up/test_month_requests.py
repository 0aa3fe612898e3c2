"""What an association is asked and raises by its link: its own alone, at places of its own areas, within bounds."""

from pathlib import Path

import pytest

from karta.errors import InputError, NotAllowedError, NotFoundError
from karta.services.follow_up import month_reports, month_requests
from karta.services.needs import requests
from karta.services.workspace import Workspace
from tests.services.follow_up import month_town
from tests.services.follow_up.month_town import (
    COORDINATOR,
    FRIDAY,
    MONTH,
    of_church,
    org_id,
    place_id,
    walkers,
)


@pytest.fixture
def workspace(prepared: Path, tmp_path: Path) -> Workspace:
    """Give a copy of the town, in which both associations have been asked for a meeting at the harbour."""
    made = month_town.copied(prepared, tmp_path)
    for org in ("Nattvandrarna", "Kyrkan"):
        requests.ask_presence(
            made, COORDINATOR, place_id=place_id(made, "Hamnen"), to_org=org, start="18:00", end="19:00", day=FRIDAY,
            kind="meeting",
        )  # fmt: skip
    return made


def raised(workspace: Workspace, place: str, days: str = "FR") -> str:
    """Raise a place for the church."""
    return month_requests.raise_place(
        workspace, of_church(workspace), org_id(workspace, "Kyrkan"), MONTH,
        kind="missed", place_id=place, days=days, start="20:00",
        end="23:00", why="",
    )  # fmt: skip


def test_one_s_own_request_is_answered_and_no_other(workspace: Workspace) -> None:
    """The walkers answer theirs once; the church's does not exist for them."""
    (own,) = month_requests.waiting(workspace, walkers(workspace), org_id(workspace))
    (foreign,) = month_requests.waiting(workspace, of_church(workspace), org_id(workspace, "Kyrkan"))
    about = workspace, walkers(workspace), org_id(workspace)
    month_requests.answer(*about, own["id"], "yes", "", version=int(own["version"]))
    assert month_requests.waiting(*about) == []
    for request in (own, foreign):
        with pytest.raises(NotFoundError, match="request_missing"):
            month_requests.answer(*about, request["id"], "no", "", version=int(request["version"]))


def test_a_place_of_one_s_own_is_raised_and_no_crowd_of_them(workspace: Workspace) -> None:
    """The church raises the harbour, twenty times at most, on days of the list; the square is not its own."""
    harbour = place_id(workspace, "Hamnen")
    with pytest.raises(NotFoundError, match="place_missing"):
        raised(workspace, place_id(workspace, "Torget"))
    with pytest.raises(InputError, match="weekday_missing"):
        raised(workspace, harbour, "FR;MO")
    for _ in range(month_requests.MOST_RAISED):
        raised(workspace, harbour)
    with pytest.raises(InputError, match="raised_full"):
        raised(workspace, harbour)
    rows = month_requests.raised(workspace, of_church(workspace), org_id(workspace, "Kyrkan"), MONTH)
    assert {row["place"] for row in rows} == {"Hamnen"}
    assert month_requests.raised(workspace, walkers(workspace), org_id(workspace), MONTH) == []


def test_nothing_is_read_or_told_for_another_organisation(workspace: Workspace) -> None:
    """The church neither reads what the walkers are asked, nor raises, answers or reports in their name."""
    about = workspace, of_church(workspace), org_id(workspace)
    shift = month_reports.to_report(workspace, walkers(workspace), org_id(workspace))[0]
    place = {"kind": "missed", "place_id": place_id(workspace, "Torget"), "days": "FR"}
    for act in (
        lambda: month_requests.waiting(*about),
        lambda: month_requests.raised(*about, MONTH),
        lambda: month_requests.answer(*about, "x", "yes", "", version=1),
        lambda: month_requests.places_to_raise(*about),
        lambda: month_requests.raise_place(*about, MONTH, **place, start="20:00", end="23:00", why=""),
        lambda: month_reports.to_report(*about),
        lambda: month_reports.report(*about, shift.party_id, shift.day, 2),
        lambda: month_reports.report_all(*about, shown=""),
    ):
        with pytest.raises(NotAllowedError):
            act()
    assert workspace.store.frame("report").empty
