"""A term dealt out in turn: who goes when, without the dates left out, and undone as the one act that it is."""

from datetime import date

import pytest

from karta.errors import InputError
from karta.model.shift import ShiftPlan
from karta.services import history
from karta.services.register import organisations
from karta.services.rosters import dealing, shifts
from karta.services.workspace import Workspace
from tests.services.rosters.conftest import COORDINATOR, FRIDAY


def test_dates_go_to_organisations_or_classes_in_turn(workspace: Workspace, square: str, org: str) -> None:
    """Five Fridays but the second: walkers, club, walkers, club; of two classes 9A, 9B, 9A, 9B; one has no turn."""
    club = organisations.add_organisation(workspace, COORDINATOR, "Klubben")
    off, last = date(2026, 9, 25), date(2026, 10, 16)
    plan = ShiftPlan(
        square, FRIDAY, "20:00", "22:00", (org, club), weekly=True, until=last, exdates=frozenset({off})
    )
    assert dealing.deal_out(workspace, COORDINATOR, plan) == 4

    def ahead() -> list[tuple[date, str, str]]:
        listed = shifts.ahead(workspace, COORDINATOR).understaffed
        return [(shift.held_on, shift.parties[0].organisation, shift.title) for shift in listed]

    days = [FRIDAY, date(2026, 10, 2), date(2026, 10, 9), last]
    assert ahead() == list(zip(days, ["Nattvandrarna", "Klubben"] * 2, [""] * 4, strict=True))
    (act,) = history.since(workspace, COORDINATOR, workspace.store.revision() - 1)
    history.undo(workspace, COORDINATOR, act)
    assert ahead() == []
    dealing.deal_out(workspace, COORDINATOR, plan, ["9A", " ", "9B"])
    assert ahead() == list(zip(days, ["Nattvandrarna"] * 4, ["9A", "9B"] * 2, strict=True))
    with pytest.raises(InputError):
        dealing.turns(ShiftPlan(square, FRIDAY, "20:00", "22:00", (org,), weekly=True, until=last))
    with pytest.raises(InputError):
        dealing.turns(ShiftPlan(square, FRIDAY, "20:00", "22:00", (org, club), weekly=True))
