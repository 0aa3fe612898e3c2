"""An offer of a date ends by itself: the date has begun, is another, or is somebody else's by now."""

from datetime import UTC, date, datetime

import pytest

from karta.errors import ConflictError
from karta.privacy import Viewer
from karta.services.register import organisations
from karta.services.rosters import changes, moving, swaps
from karta.services.workspace import Workspace
from tests import viewers
from tests.services.rosters.conftest import (
    COORDINATOR,
    Plan,
    cancel,
    edit_occurrence,
    later,
    occurrences,
    version_of,
)
from tests.services.rosters.swapping import offered


def _change(workspace: Workspace, how: str, occurrence_id: str) -> Workspace:
    if how == "cancelled":
        cancel(workspace, occurrence_id)
    elif how == "changed":
        edit_occurrence(workspace, occurrence_id, start="20:30", end="22:00")
    elif how == "series":
        version = version_of(workspace, occurrence_id)
        changes.edit_all(workspace, COORDINATOR, version.shift_id, version=version, min_team=3)
    elif how == "moved":
        version = version_of(workspace, occurrence_id)
        moving.move(workspace, COORDINATOR, occurrence_id, date(2026, 9, 19), "one", version=version)
    elif how == "begun":
        return later(workspace, datetime(2026, 9, 18, 19, 0, tzinfo=UTC))
    return workspace


@pytest.mark.parametrize("how", ["cancelled", "changed", "series", "moved", "begun"])
@pytest.mark.parametrize("which", ["given", "wanted"])
def test_an_offer_ends_by_itself(
    workspace: Workspace,
    plan: Plan,
    org: str,
    church: str,
    walkers: Viewer,
    sexton: Viewer,
    how: str,
    which: str,
) -> None:
    """A date of it that is off, changed, moved or under way: nobody is asked any more, and a yes is refused."""
    plan(weekly=True, until=date(2026, 10, 2), organisations=(org if which == "given" else church,))
    first = occurrences(workspace)[0].occurrence_id
    plan(day=date(2026, 9, 24), organisations=(church if which == "given" else org,))
    other = next(each.occurrence_id for each in occurrences(workspace) if not each.repeats)
    dates = (first, other) if which == "given" else (other, first)
    given = swaps.offer(workspace, walkers, org, dates[0], church, dates[1])
    assert len(swaps.waiting(workspace, sexton)) == 1
    after = _change(workspace, how, first)
    assert (swaps.offers(after, sexton), swaps.offers(after, walkers)) == ([], [])
    before = occurrences(workspace)
    with pytest.raises(ConflictError, match="swap_ended"):
        swaps.answer(after, sexton, given, yes=True)
    assert occurrences(workspace) == before


def test_of_two_that_were_asked_the_first_yes_ends_the_other(
    workspace: Workspace, plan: Plan, org: str, church: str, walkers: Viewer, sexton: Viewer
) -> None:
    """The same date offered to two: when one has it, the other's question stands no longer."""
    plan()
    scouts = organisations.add_organisation(workspace, COORDINATOR, "Scouterna")
    given = [offered(workspace, walkers, org, each) for each in (church, scouts)]
    swaps.answer(workspace, sexton, given[0], yes=True)
    leader = viewers.of(workspace, "Scouterna")
    assert swaps.waiting(workspace, leader) == []
    with pytest.raises(ConflictError, match="swap_ended"):
        swaps.answer(workspace, leader, given[1], yes=True)
