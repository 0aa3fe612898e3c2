"""Who may create a shift, and what comes into the register with it."""

from datetime import date

import pytest

from karta.errors import InputError, NotAllowedError
from karta.model.shift import ShiftPlan
from karta.privacy import Viewer
from karta.services.register import organisations
from karta.services.rosters import season, shifts
from karta.services.workspace import Workspace
from tests import viewers
from tests.services.rosters.conftest import COORDINATOR, FRIDAY, occurrences, undo_last


def test_a_new_organisation_comes_with_its_shift_or_not_at_all(
    workspace: Workspace, square: str, org: str
) -> None:
    """A refused shift leaves no organisation behind; a stored one brings it admitted, and one undo takes both back."""
    refused = ShiftPlan(square, FRIDAY, "21:00", "22:00", ("",), notes="Ring 070-174 06 05")
    with pytest.raises(InputError):
        shifts.create_shift(workspace, COORDINATOR, refused, new_organisation="Scouterna")
    assert list(workspace.store.frame("organisation")["name"]) == ["Nattvandrarna"]
    asked = ShiftPlan(square, FRIDAY, "21:00", "22:00", (org,))
    shifts.create_shift(workspace, COORDINATOR, asked, new_organisation=" Scouterna ")
    (occurrence,) = occurrences(workspace)
    assert [party.organisation for party in occurrence.parties] == ["Nattvandrarna", "Scouterna"]
    assert workspace.store.frame("organisation")["admitted_on"].iloc[1] == workspace.today
    undo_last(workspace)
    assert list(workspace.store.frame("organisation")["name"]) == ["Nattvandrarna"]
    assert occurrences(workspace) == []


def test_an_organiser_plans_for_its_own_and_the_public_sees_nothing(
    workspace: Workspace, square: str, org: str
) -> None:
    """An organiser plans its own shifts and puts no other on one unasked; the public may not even look ahead."""
    scouts = viewers.of(workspace, "Scouterna", "organiser", "kårchef")
    with pytest.raises(NotAllowedError):
        shifts.create_shift(workspace, scouts, ShiftPlan(square, FRIDAY, "21:00", "22:00", (org,)))
    own = organisations.add_organisation(workspace, COORDINATOR, "Scouterna")
    scouts = viewers.of(workspace, "Scouterna", "organiser", "kårchef")
    assert shifts.create_shift(workspace, scouts, ShiftPlan(square, FRIDAY, "21:00", "22:00", (own,)))
    with pytest.raises(NotAllowedError):
        shifts.create_shift(workspace, scouts, ShiftPlan(square, FRIDAY, "21:00", "22:00", (own, org)))
    assert list(organisations.organisations(workspace, scouts).values()) == ["Scouterna"]
    with pytest.raises(NotAllowedError):
        shifts.ahead(workspace, Viewer("gäst", "anonymous"))


def test_no_shift_is_made_of_what_has_been_unless_that_is_meant(
    workspace: Workspace, square: str, org: str
) -> None:
    """On Wednesday Monday's is refused, alone and in a copied season, and nothing is stored; afterwards it is taken."""
    monday, earlier = date(2026, 9, 14), date(2026, 8, 31)
    with pytest.raises(InputError, match="shift_in_past"):
        shifts.create_shift(workspace, COORDINATOR, ShiftPlan(square, monday, "20:00", "22:00", (org,)))
    shifts.create_shift(
        workspace, COORDINATOR, ShiftPlan(square, earlier, "20:00", "22:00", (org,)), afterwards=True
    )
    revision = workspace.store.revision()
    with pytest.raises(InputError, match="shift_in_past"):
        season.copy_season(workspace, COORDINATOR, earlier, earlier, monday)
    assert workspace.store.revision() == revision
    assert season.copy_season(workspace, COORDINATOR, earlier, earlier, date(2026, 9, 21)) == 1
