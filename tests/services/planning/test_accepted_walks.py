"""Proposed walks that are kept, set aside and accepted: counted by hand, one act, and one press takes it back."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from karta.errors import ConflictError, InputError, NotAllowedError
from karta.model.shift import ShiftPlan
from karta.privacy import Viewer
from karta.services import history
from karta.services.child_view import ChildView
from karta.services.importing import entries
from karta.services.needs import priorities, rule_rows
from karta.services.planning.accepted_walks import accept
from karta.services.planning.shift_plans import WalkProposal, WalkWishes, propose
from karta.services.register import organisations, places
from karta.services.rosters import shifts
from karta.services.workspace import Workspace, create
from tests import viewers

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
MONDAY, TODAY = date(2026, 9, 14), date(2026, 9, 16)
LOCAL = Viewer("samordnare", "local")
ANSWERED = ChildView(date(2026, 9, 10), date(2026, 9, 12), date(2026, 9, 15), TODAY)
TWO = WalkWishes(groups=2)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a town that wants two adults on Friday at three places: 20-23, 20-22 and, at the third, 21-22."""
    folder = tmp_path_factory.mktemp("accepted")
    town = create(folder, now=lambda: NOW)
    org = organisations.add_organisation(town, LOCAL, "Nattvandrarna")
    for name, lat, start, end in (
        ("Torget", 59.0, "20:00", "23:00"),
        ("Parken", 59.1, "20:00", "22:00"),
        ("Bron", 59.2, "21:00", "22:00"),
    ):
        entries.add_place(town, LOCAL, name=name, kind="square", lat=lat, lon=15.0)
        frame = places.places(town, LOCAL).set_index("name")
        place = str(frame.loc[name, "id"])
        entries.expect_source(town, LOCAL, org="Nattvandrarna", place_id=place)
        organisations.confirm_source(town, LOCAL, org, place, date(2026, 9, 30))
        rule_rows.decide_need(
            town, LOCAL, place_id=place, days="FR", start=start, end=end, adults=2, responsible="Nattvandrarna",
            valid_to=date(2026, 12, 31),
        )  # fmt: skip
    town.store.close()
    return folder


def organisation(town: Workspace) -> str:
    """Return the id of the only organisation."""
    return next(iter(organisations.organisations(town, LOCAL)))


def names(proposal: WalkProposal) -> list[str]:
    """Return the places of the walks, by name."""
    return sorted(walk.place for walk in proposal.walks)


def test_a_walk_that_is_kept_stays_and_one_set_aside_goes(workspace: Workspace) -> None:
    """Two groups close 6 + 4 of 12; keeping the bridge leaves 6 + 2; without the square it is 4 + 2."""
    best = propose(workspace, LOCAL, MONDAY, TWO)
    assert (names(best), best.gap, best.left) == (["Parken", "Torget"], 12.0, 2.0)
    every = propose(workspace, LOCAL, MONDAY, WalkWishes(groups=3))
    bridge, square = (next(walk for walk in every.walks if walk.place == name) for name in ("Bron", "Torget"))
    kept = propose(workspace, LOCAL, MONDAY, replace(TWO, locked=(bridge,)))
    assert (names(kept), kept.left) == (["Bron", "Torget"], 4.0)
    without = propose(workspace, LOCAL, MONDAY, replace(TWO, rejected=(square,)))
    assert (names(without), without.left) == (["Bron", "Parken"], 6.0)
    with pytest.raises(InputError) as refused:
        propose(workspace, LOCAL, MONDAY, replace(TWO, groups=0, locked=(bridge,)))
    assert refused.value.code == "walk_locked_over"


def test_both_ways_of_counting_are_told(workspace: Workspace) -> None:
    """The bridge weighs 2, the others 0.5, all in the dark: 1.25 x (6 / 2 + 4 / 2 + 2 x 2) = 11.25."""
    frame = places.places(workspace, LOCAL).set_index("name")
    for name, weight in (("Torget", 0.5), ("Parken", 0.5), ("Bron", 2.0)):
        priorities.set_priority(
            workspace, LOCAL, str(frame.loc[name, "id"]), weight, decided_by="Nämnden", until=date(2026, 12, 31),
            version=int(frame.loc[name, "version"]),
        )  # fmt: skip
    plain = propose(workspace, LOCAL, MONDAY, WalkWishes(groups=1))
    weighed = propose(workspace, LOCAL, MONDAY, WalkWishes(groups=1, by_priority=True))
    assert (names(plain), names(weighed)) == (["Torget"], ["Bron"])
    assert (plain.gap, plain.weighted_gap) == (weighed.gap, weighed.weighted_gap) == (12.0, 11.25)
    assert (plain.left, plain.weighted_left) == (6.0, 7.5)
    assert (weighed.left, weighed.weighted_left) == (10.0, 6.25)
    # What a walk closes is told in adult-hours, however the walks are chosen.
    assert weighed.walks[0].closes == 2.0


def test_all_are_accepted_as_one_act_and_taken_back_by_one(workspace: Workspace) -> None:
    """Two shifts in one act, noted with the days of the answers; they are not proposed again; undone, all is back."""
    proposal = propose(workspace, LOCAL, MONDAY, TWO)
    before = workspace.store.revision()
    assert accept(workspace, LOCAL, proposal, proposal.walks, organisation(workspace), ANSWERED) == 2
    assert workspace.store.revision() == before + 1
    ahead = shifts.ahead(workspace, LOCAL).understaffed
    assert sorted((each.place, each.min_team, f"{each.start:%H:%M}") for each in ahead) == [
        ("Parken", 2, "18:00"),
        ("Torget", 2, "18:00"),
    ]
    act = history.acts(workspace, LOCAL, 1).iloc[0]
    assert act["verb"] == "accept_walks"
    for day in ("2026-09-10", "2026-09-12", "2026-09-15", "2026-09-16"):
        assert day in act["note"]
    again = propose(workspace, LOCAL, MONDAY, TWO)
    # The shifts wait for people: the gap is what it was, 10 of it is asked for, and the bridge is what is left to ask.
    assert (again.gap, again.asked, names(again)) == (12.0, 10.0, ["Bron"])
    history.undo(workspace, LOCAL, act["id"])
    assert shifts.ahead(workspace, LOCAL).understaffed == []
    assert names(propose(workspace, LOCAL, MONDAY, TWO)) == ["Parken", "Torget"]


def test_one_alone_is_accepted_and_an_old_proposal_is_refused(workspace: Workspace) -> None:
    """One walk becomes one shift; the same proposal cannot make it twice, and makes nothing of the rest then."""
    proposal = propose(workspace, LOCAL, MONDAY, TWO)
    square = next(walk for walk in proposal.walks if walk.place == "Torget")
    assert accept(workspace, LOCAL, proposal, [square], organisation(workspace), ANSWERED) == 1
    with pytest.raises(ConflictError) as refused:
        accept(workspace, LOCAL, proposal, proposal.walks, organisation(workspace), ANSWERED)
    assert (refused.value.code, refused.value.facts["place"]) == ("walk_plan_old", "Torget")
    assert len(shifts.ahead(workspace, LOCAL).understaffed) == 1
    park = next(walk for walk in proposal.walks if walk.place == "Parken")
    # Somebody makes a shift at other hours of the park: that is no other walk's hour.
    other = ShiftPlan(park.place_id, date(2026, 9, 17), "20:00", "22:00", (organisation(workspace),))
    shifts.create_shift(workspace, LOCAL, other)
    assert accept(workspace, LOCAL, proposal, [park], organisation(workspace), ANSWERED) == 1


def test_nothing_is_made_without_answers_walks_or_a_right(workspace: Workspace) -> None:
    """An open question, a day to come, no walk, no organisation and another's organisation: each is refused."""
    proposal = propose(workspace, LOCAL, MONDAY, TWO)
    own, before = organisation(workspace), workspace.store.revision()
    for answers in (replace(ANSWERED, away=None), replace(ANSWERED, know=date(2026, 9, 17))):
        with pytest.raises(InputError) as refused:
            accept(workspace, LOCAL, proposal, proposal.walks, own, answers)
        assert refused.value.code == "child_view_missing"
    for walks, org, code in (((), own, "walk_plan_empty"), (proposal.walks, "", "organisation_missing")):
        with pytest.raises(InputError) as refused:
            accept(workspace, LOCAL, proposal, walks, org, ANSWERED)
        assert refused.value.code == code
    assert workspace.store.revision() == before
    other = organisations.add_organisation(workspace, LOCAL, "Beta")
    organiser = viewers.of(workspace, "Beta", "organiser")
    with pytest.raises(NotAllowedError):
        accept(workspace, organiser, proposal, proposal.walks, own, ANSWERED)
    mine = propose(workspace, organiser, MONDAY, TWO)
    with pytest.raises(NotAllowedError):
        accept(workspace, organiser, mine, mine.walks, own, ANSWERED)
    assert accept(workspace, organiser, mine, mine.walks, other, ANSWERED) == 2
