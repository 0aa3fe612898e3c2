"""A kept scenario opened again: computed of today's town from what it says, and what was kept never changes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from karta.errors import NotAllowedError, NotFoundError
from karta.services.planning import scenario_anew, scenario_pictures, scenarios
from karta.services.planning.scenarios import Kept
from karta.services.register import organisations
from karta.services.workspace import Workspace
from karta.store.acts import Act
from karta.store.snapshots import save_snapshot
from tests import viewers
from tests.services.planning.scenario_town import decide, ids
from tests.services.planning.test_scenarios import LOCAL, MONDAY, NOW, changes, compared, prepared

__all__ = ["NOW", "prepared"]


@pytest.fixture
def kept(workspace: Workspace) -> Kept:
    """Give the three changes of the story as they were kept."""
    scenarios.keep(workspace, LOCAL, "Fredagarna", compared(workspace))
    return scenarios.kept(workspace, LOCAL)[0]


def test_opened_again_it_is_what_it_was_while_nothing_has_changed(workspace: Workspace, kept: Kept) -> None:
    """The changes come back as they were asked for; places, hours and pictures are those of the first time."""
    assert kept.changes == tuple(changes(workspace))
    before, revision = compared(workspace), workspace.store.revision()
    anew = scenario_anew.computed(workspace, LOCAL, kept)
    assert anew.is_as_kept
    assert (anew.comparison.first, anew.comparison.last) == (kept.first, kept.last)
    assert list(anew.comparison.places["before"]) == [4.0, 2.0, 10.0]
    assert anew.comparison.hours.equals(before.hours)
    drawn = scenario_pictures.pictures(workspace, LOCAL, anew.comparison)
    assert drawn.drawn == 3
    assert drawn.hours == scenario_pictures.pictures(workspace, LOCAL, before).hours
    assert workspace.store.revision() == revision


def test_a_town_that_has_changed_is_told_and_what_was_kept_stays(workspace: Workspace, kept: Kept) -> None:
    """Two more adult-hours are wanted, at the school on Friday 21-22: the gap is 18; kept are 16, of which 6 closed."""
    decide(workspace, MONDAY, "Skolan", "FR", "21:00", "22:00", 2)
    anew = scenario_anew.computed(workspace, LOCAL, kept)
    assert not anew.is_as_kept
    assert anew.comparison.gap == 18.0
    assert scenarios.kept(workspace, LOCAL) == [kept]
    assert (kept.gap, kept.results[1].closed) == (16.0, 6.0)


def test_other_unknown_hours_are_a_change_too(workspace: Workspace, kept: Kept) -> None:
    """The gap and what closes it are equal; where an hour was unknown then and none is now, that is told."""
    assert not scenario_anew.computed(workspace, LOCAL, replace(kept, unknown=1.0)).is_as_kept


def test_what_cannot_be_drawn_gets_a_sentence(
    workspace: Workspace, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scenario from before its changes were kept, one whose place is gone, and one who may not see gaps."""
    comparison = compared(workspace)

    def as_before(act: Act, name: str, day: date, frames: Mapping[str, pd.DataFrame], **days: Any) -> str:
        rest = {key: frame for key, frame in frames.items() if key != scenarios.ASKED}
        return save_snapshot(act, name, day, rest, **days)

    monkeypatch.setattr(scenarios, "save_snapshot", as_before)
    scenarios.keep(workspace, LOCAL, "Före", comparison)
    old = scenarios.kept(workspace, LOCAL)[0]
    assert (old.results, old.gap, old.changes) == (comparison.results, 16.0, ())
    with pytest.raises(NotFoundError) as refused:
        scenario_anew.computed(workspace, LOCAL, old)
    assert refused.value.code == "scenario_unasked"
    organisations.add_organisation(workspace, LOCAL, "Beta")
    with pytest.raises(NotAllowedError):
        scenario_anew.computed(workspace, viewers.of(workspace, "Beta", "volunteer"), kept)
    with workspace.act(LOCAL, "test") as act:
        act.retire("place", [ids(workspace)["Torget"]])
    with pytest.raises(NotFoundError) as refused:
        scenario_anew.computed(workspace, LOCAL, kept)
    assert refused.value.code == "scenario_place_gone"
