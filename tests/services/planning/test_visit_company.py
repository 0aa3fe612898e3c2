"""With whom from outside the police a visit is made."""

import pytest

from karta.errors import ConflictError, InputError, NotAllowedError
from karta.services.planning import visit_answers, visit_company, visit_words, visits
from karta.services.workspace import Workspace
from tests import viewers
from tests.services.planning.visit_town import NOW, planned, police, prepared

__all__ = ["NOW", "prepared"]


def test_a_venue_that_said_yes_is_asked_again_when_others_come_along(workspace: Workspace) -> None:
    """It reads with whom; the same choice again asks nothing; one that will not take place has no company."""
    (visit,) = planned(workspace, "Alfa")
    host = viewers.of(workspace, "Alfa", "org_admin")

    def stored() -> visits.PlannedVisit:
        return visits.listed(workspace, police(workspace), visit.day, visit.day)[0]

    visit_answers.answer(workspace, host, visit.visit_id, accepts=True)
    visit_company.put(workspace, police(workspace), visit.visit_id, "social", visit.version + 1)
    assert (stored().state, stored().company) == ("planned", "social")
    assert visit_words.who(stored(), "sv") == "Områdespolis 1 tillsammans med socialtjänsten"
    visit_answers.answer(workspace, host, visit.visit_id, accepts=True)
    visit_company.put(workspace, police(workspace), visit.visit_id, "social")
    assert stored().state == "accepted"
    with pytest.raises(ConflictError, match="row_changed"):
        visit_company.put(workspace, police(workspace), visit.visit_id, None, visit.version)
    with pytest.raises(InputError):
        visit_company.put(workspace, police(workspace), visit.visit_id, "press")
    with pytest.raises(NotAllowedError):
        visit_company.put(workspace, host, visit.visit_id, None)
    visits.call_off(workspace, police(workspace), visit.visit_id)
    with pytest.raises(ConflictError, match="visit_over"):
        visit_company.put(workspace, police(workspace), visit.visit_id, "walkers")
