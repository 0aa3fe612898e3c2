"""The proven answer takes the place of the first one when it is ready, and only where it is better: by exhaustion."""

import itertools
from datetime import UTC, date, datetime
from math import inf
from pathlib import Path
from typing import Any

import pytest

from karta.planning import shift_selection
from karta.planning.shift_problem import ShiftProblem
from karta.planning.shift_proof import Proof
from karta.privacy import Viewer
from karta.services.importing import entries
from karta.services.needs import rule_rows
from karta.services.planning.shift_plans import WalkProposal, WalkWishes, propose
from karta.services.register import organisations, places
from karta.services.search import Search
from karta.services.workspace import Workspace, create

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
MONDAY = date(2026, 9, 14)
LOCAL = Viewer("samordnare", "local")
# Needs of one night: place, first and last hour, adults. They lie too far apart to meet each other's.
NEEDS = (("Torget", 20, 23, 2), ("Stationen", 20, 22, 2), ("Parken", 21, 23, 1))


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a town that wants adults at three places on Friday; all rosters are in, and have nobody."""
    folder = tmp_path_factory.mktemp("proof")
    town = create(folder, now=lambda: NOW)
    org = organisations.add_organisation(town, LOCAL, "Nattvandrarna")
    for number, (name, first, last, adults) in enumerate(NEEDS):
        entries.add_place(town, LOCAL, name=name, kind="square", lat=59.0 + number, lon=15.0)
        place = str(places.places(town, LOCAL).set_index("name")["id"][name])
        entries.expect_source(town, LOCAL, org="Nattvandrarna", place_id=place)
        organisations.confirm_source(town, LOCAL, org, place, date(2026, 9, 30))
        rule_rows.decide_need(
            town, LOCAL, place_id=place, days="FR", start=f"{first}:00", end=f"{last}:00", adults=adults,
            responsible="Nattvandrarna", valid_to=date(2026, 12, 31),
        )  # fmt: skip
    town.store.close()
    return folder


def most_closed(budget: float) -> float:
    """Return the adult-hours that the best walks of two close: every hours of each place, or none, within a budget."""
    options = [
        [
            (0, 0),
            *(
                (2 * (last - first), adults * max(0, min(last, until) - max(first, since)))
                for first, last in itertools.combinations(range(since, until + 1), 2)
            ),
        ]
        for _, since, until, adults in NEEDS
    ]
    return max(
        sum(closed for _, closed in chosen)
        for chosen in itertools.product(*options)
        if sum(cost for cost, _ in chosen) <= budget
    )


def first_worst(problem: ShiftProblem, *_: Any) -> list[int]:
    """Return a first answer of the one candidate that closes least, which is always allowed here."""
    return [min(range(problem.size), key=lambda candidate: problem.covered([candidate]))]


@pytest.mark.parametrize("budget", [4, 6, 8, 10, 14])
def test_the_proven_answer_takes_over_from_a_worse_first_one(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, budget: int
) -> None:
    """The search shows the poor answer meanwhile, without a share; what comes of it closes the most that any can."""
    monkeypatch.setattr(shift_selection, "greedy", first_worst)
    search = Search[WalkProposal]()
    found = propose(workspace, LOCAL, MONDAY, WalkWishes(adult_hours=float(budget)), search=search)
    first = search.best
    assert first is not None
    assert (len(first.walks), first.share) == (1, None)
    assert found.closed == pytest.approx(most_closed(budget))
    assert found.closed > first.closed
    assert found.share == pytest.approx(1.0, abs=shift_selection.GAP)
    assert found.adult_hours <= budget


def test_stopped_before_it_the_first_answer_stays(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No proof is begun once the search is stopped: the poor answer is what there is."""
    monkeypatch.setattr(shift_selection, "greedy", first_worst)
    monkeypatch.delattr(shift_selection, "prove")
    search = Search[WalkProposal]()
    search.stop()
    found = propose(workspace, LOCAL, MONDAY, WalkWishes(adult_hours=8.0), search=search)
    assert (found, found.share, len(found.walks)) == (search.best, None, 1)
    assert found.closed < most_closed(8)


def test_a_proof_that_found_nothing_in_time_takes_nothing_away(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where HiGHS has no answer in its time the first one stays; it closes the most, which nobody has shown."""
    monkeypatch.setattr(shift_selection, "prove", lambda *_, **__: Proof(None, inf))
    found = propose(workspace, LOCAL, MONDAY, WalkWishes(adult_hours=8.0))
    assert (found.closed, found.share) == (most_closed(8), None)
