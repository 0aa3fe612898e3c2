"""Pages where volunteers learn a role: set by their organisation, shown to them, fetched by nobody."""

import pytest

from karta.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from karta.services.register import organisations
from karta.services.rosters import invitations, training_links, volunteers
from karta.services.workspace import Workspace
from tests import viewers
from tests.services.rosters.conftest import COORDINATOR

PAGE = "https://utbildning.example/leda"


def test_an_organisations_pages_are_its_own(workspace: Workspace) -> None:
    """Its volunteers see the page that is set; another's organiser neither sets nor reads; what is old is refused."""
    org = organisations.add_organisation(workspace, COORDINATOR, "Nattvandrarna")
    other = organisations.add_organisation(workspace, COORDINATOR, "Grannarna")
    none = dict.fromkeys(("walk_leader", "first_aid"), 0)
    training_links.put(workspace, COORDINATOR, org, {"walk_leader": f" {PAGE} ", "first_aid": ""}, none)
    shown = {}
    for each in (org, other):
        (invitation,) = invitations.invite_all(workspace, COORDINATOR, each, [("Anna", "")])
        who = volunteers.by_link(workspace, invitation.token)
        shown[each] = training_links.of_volunteer(workspace, who)
    assert shown == {org: {"walk_leader": PAGE}, other: {}}
    neighbour = viewers.of(workspace, "Grannarna", "organiser")
    with pytest.raises(NotFoundError):
        training_links.put(workspace, neighbour, org, {"walk_leader": "", "first_aid": ""}, none)
    with pytest.raises(NotFoundError):
        training_links.stored(workspace, neighbour, org)
    with pytest.raises(NotAllowedError):
        training_links.stored(workspace, viewers.of(workspace, "Grannarna", "evaluator"), org)
    with pytest.raises(ConflictError, match="row_changed"):
        training_links.put(workspace, COORDINATOR, org, {"walk_leader": "", "first_aid": ""}, none)
    versions = {
        role: each.version for role, each in training_links.stored(workspace, COORDINATOR, org).items()
    }
    training_links.put(workspace, COORDINATOR, org, {"walk_leader": "", "first_aid": ""}, versions)
    assert training_links.stored(workspace, COORDINATOR, org)["walk_leader"].value is None


@pytest.mark.parametrize(
    "page", ["javascript:alert(1)", "utbildning.example", "https://", "https://a b.example"]
)
def test_what_is_no_page_is_refused(workspace: Workspace, page: str) -> None:
    """Only http and https with a host: nothing that a browser would run."""
    org = organisations.add_organisation(workspace, COORDINATOR, "Nattvandrarna")
    with pytest.raises(InputError, match="page_unreadable"):
        training_links.put(
            workspace,
            COORDINATOR,
            org,
            {"walk_leader": "", "first_aid": page},
            {"walk_leader": 0, "first_aid": 0},
        )
