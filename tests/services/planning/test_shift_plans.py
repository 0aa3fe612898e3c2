"""Walks that close the gap: counted by hand, within what there is to give, and never what is somebody's own duty."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from karta.errors import InputError, NotAllowedError
from karta.privacy import Viewer
from karta.services.gaps import period
from karta.services.importing import entries
from karta.services.needs import rule_rows
from karta.services.planning.shift_plans import WalkProposal, WalkWishes, propose
from karta.services.register import organisations, places
from karta.services.rosters import availability, invitations, volunteers
from karta.services.search import Search
from karta.services.workspace import Workspace, create
from tests import viewers

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
MONDAY, FRIDAY = date(2026, 9, 14), date(2026, 9, 18)
LOCAL = Viewer("samordnare", "local")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a town that wants two adults on the square on Friday 20-23, and at the school, by the municipality's duty.

    The only roster that is awaited is in, and has nobody.
    """
    folder = tmp_path_factory.mktemp("walks")
    town = create(folder, now=lambda: NOW)
    org = organisations.add_organisation(town, LOCAL, "Nattvandrarna")
    for name, responsible, days in (("Torget", "Nattvandrarna", "FR"), ("Skolan", "Påhittads kommun", "FR")):
        entries.add_place(town, LOCAL, name=name, kind="square", lat=59.0, lon=15.0)
        frame = places.places(town, LOCAL).set_index("name")
        place = str(frame.loc[name, "id"])
        entries.expect_source(town, LOCAL, org="Nattvandrarna", place_id=place)
        organisations.confirm_source(town, LOCAL, org, place, date(2026, 9, 30))
        rule_rows.decide_need(
            town, LOCAL, place_id=place, days=days, start="20:00", end="23:00", adults=2,
            responsible=responsible, valid_to=date(2026, 12, 31),
        )  # fmt: skip
    town.store.close()
    return folder


def test_one_walk_closes_the_square_and_the_school_is_a_question(workspace: Workspace) -> None:
    """Two adults for three hours close 6 of 12 adult-hours; the school's 6 go to the municipality as a question."""
    proposal = propose(workspace, LOCAL, MONDAY, WalkWishes(groups=1))
    (walk,) = proposal.walks
    assert (walk.place, walk.adults, walk.closes) == ("Torget", 2, 6.0)
    assert (f"{walk.start:%a %H:%M}", f"{walk.end:%H:%M}") == ("Fri 20:00", "23:00")
    assert [(row.place, row.responsible, row.hours, row.adult_hours) for row in proposal.questions] == [
        ("Skolan", "Påhittads kommun", 3, 6.0)
    ]
    assert (proposal.gap, proposal.left) == (12.0, 6.0)
    # All of it lies ahead: the figure is that of Luckor.
    assert proposal.gap == period.week(workspace, LOCAL, MONDAY).totals["gap_ah"]
    # Wednesday, which is today, to Sunday, but Friday; what has been is not told.
    assert [day.day for day in proposal.quiet] == [16, 17, 19, 20]


def test_stopped_after_the_first_answer_nothing_is_said_of_the_best_possible(workspace: Workspace) -> None:
    """The same walk as proven, published and returned, without a share of the best possible."""
    search = Search[WalkProposal]()
    search.stop()
    proposal = propose(workspace, LOCAL, MONDAY, WalkWishes(groups=1), search=search)
    assert search.best is proposal
    assert [(walk.place, walk.closes) for walk in proposal.walks] == [("Torget", 6.0)]
    assert proposal.share is None
    assert propose(workspace, LOCAL, MONDAY, WalkWishes(groups=1)).share == 1.0


def test_hours_that_are_not_whole_count_to_the_quarter(workspace: Workspace) -> None:
    """Two adults from 14:45 to 16:15 are 3 adult-hours, as on Luckor, and a walk from 14 to 17 closes them."""
    frame = places.places(workspace, LOCAL).set_index("name")
    rule_rows.decide_need(
        workspace, LOCAL, place_id=str(frame.loc["Torget", "id"]), days="TH", start="14:45", end="16:15", adults=2,
        responsible="Nattvandrarna", valid_to=date(2026, 12, 31),
    )  # fmt: skip
    proposal = propose(workspace, LOCAL, date(2026, 9, 17), WalkWishes(groups=1), days=1)
    assert (proposal.gap, proposal.left) == (3.0, 0.0)
    (walk,) = proposal.walks
    assert (f"{walk.start:%H:%M}", f"{walk.end:%H:%M}", walk.closes) == ("14:00", "17:00", 3.0)


def test_nothing_to_give_is_an_answer_and_wrong_wishes_a_sentence(workspace: Workspace) -> None:
    """No walk for no group; two adult-hours make one hour; a walk of no adults is refused; a volunteer may not ask."""
    assert propose(workspace, LOCAL, MONDAY, WalkWishes(groups=0)).walks == ()
    (short,) = propose(workspace, LOCAL, MONDAY, WalkWishes(adult_hours=2)).walks
    assert (short.closes, (short.end - short.start).total_seconds()) == (2.0, 3600)
    for wrong in (
        WalkWishes(adults=0),
        WalkWishes(adults=1),
        WalkWishes(shortest=3, longest=2),
        WalkWishes(groups=-1),
        WalkWishes(kronor=-1.0),
        WalkWishes(earliest=time(23), latest=time(22)),
    ):
        with pytest.raises(InputError):
            propose(workspace, LOCAL, MONDAY, wrong)
    with pytest.raises(NotAllowedError):
        propose(workspace, viewers.of(workspace, "Nattvandrarna", "volunteer"), MONDAY, WalkWishes())


def test_kronor_and_hours_of_the_clock_bound_a_walk(workspace: Workspace) -> None:
    """At 400 kronor an hour 1,600 give two adults two hours; from nine there are two, until half past one o'clock all.

    Without a price a sum of kronor says nothing.
    """
    assert [walk.closes for walk in propose(workspace, LOCAL, MONDAY, WalkWishes(kronor=100.0)).walks] == [
        6.0
    ]
    with workspace.act(LOCAL, "set") as act:
        act.insert("setting", [{"key": "hour_price", "value": "400"}])
    (walk,) = propose(workspace, LOCAL, MONDAY, WalkWishes(kronor=1_600.0)).walks
    assert (walk.end - walk.start, walk.closes) == (timedelta(hours=2), 4.0)
    assert propose(workspace, LOCAL, MONDAY, WalkWishes(kronor=799.0)).walks == ()
    (late,) = propose(workspace, LOCAL, MONDAY, WalkWishes(earliest=time(21), latest=time(1, 30))).walks
    assert (f"{late.start:%H:%M}", f"{late.end:%H:%M}", late.closes) == ("21:00", "23:00", 4.0)
    (early,) = propose(workspace, LOCAL, MONDAY, WalkWishes(latest=time(21))).walks
    assert (f"{early.start:%H:%M}", f"{early.end:%H:%M}", early.closes) == ("20:00", "21:00", 2.0)


def test_the_night_when_the_clock_goes_back_is_planned_by_its_hours(workspace: Workspace) -> None:
    """A need over the night to 25 October, 22-04, is seven hours long by the clock that turned; all are closed."""
    frame = places.places(workspace, LOCAL).set_index("name")
    rule_rows.decide_need(
        workspace, LOCAL, place_id=str(frame.loc["Torget", "id"]), days="SA", start="22:00", end="04:00", adults=2,
        responsible="Nattvandrarna", valid_to=date(2026, 12, 31),
    )  # fmt: skip
    org = next(iter(organisations.organisations(workspace, LOCAL)))
    for place in frame["id"]:
        organisations.confirm_source(workspace, LOCAL, org, str(place), date(2026, 10, 31))
    proposal = propose(workspace, LOCAL, date(2026, 10, 24), WalkWishes(longest=8), days=1)
    assert proposal.gap == 14.0
    (walk,) = proposal.walks
    assert (f"{walk.start:%H:%M}", f"{walk.end:%H:%M}") == ("22:00", "04:00")


def test_no_walk_is_proposed_that_nobody_can_walk(workspace: Workspace) -> None:
    """Two volunteers: silent they perhaps can; free on Friday they can, once; one of them away, or on a shift, not."""
    org = organisations.add_organisation(workspace, LOCAL, "Nattvandrarna")
    first, second = (
        volunteers.by_link(workspace, each.token)
        for each in invitations.invite_all(workspace, LOCAL, org, [("Anna", ""), ("Bo", "")])
    )

    def walks(**wishes: int) -> list[tuple[str, str]]:
        found = propose(workspace, LOCAL, MONDAY, WalkWishes(**wishes))
        return [(f"{walk.start:%a %H:%M}", f"{walk.end:%H:%M}") for walk in found.walks]

    whole = [("Fri 20:00", "23:00")]
    assert walks() == whole
    for who in (first, second):
        invitations.note_routine(workspace, LOCAL, who.person_id, MONDAY)
        availability.declare_adult(workspace, who)
        availability.set_free(workspace, who, "FR-evening", is_free=True)
    found = propose(workspace, LOCAL, MONDAY, WalkWishes())
    assert (found.said, found.silent, walks()) == (2, 0, whole)
    # For three at once there is one too few, whoever is free.
    assert walks(adults=3) == []
    # One wants to be home at ten: the last hour has one adult, and a walk ends before it.
    availability.set_wishes(workspace, second, availability.Wishes(latest_home="22:00"))
    assert walks() == [("Fri 20:00", "22:00")]
    availability.set_wishes(workspace, second, availability.Wishes())
    availability.add_away(workspace, second, "2026-09-18", "")
    assert walks() == []
    assert propose(workspace, LOCAL, MONDAY, WalkWishes(by_volunteers=False)).said is None
    # A third who has said nothing may be the second adult.
    invitations.invite_all(workspace, LOCAL, org, [("Cia", "")])
    assert walks() == whole
