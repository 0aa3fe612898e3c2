"""Which venues can answer: those with a link that holds, or with somebody who signs in for them."""

from karta.model.member import Identity
from karta.services.access import members, viewers
from karta.services.planning import visit_links
from karta.services.workspace import Workspace
from karta.store import members as stored
from tests.services.planning.visit_town import NOW, police, prepared, welcoming

__all__ = ["NOW", "prepared"]


def test_a_venue_is_reached_by_its_link_or_by_who_signs_in_for_it(workspace: Workspace) -> None:
    """Alfa has a link, Beta somebody who has signed in, Gamma an invitation that nobody has taken up."""
    alfa, beta, _ = (welcoming(workspace, name).place_id for name in ("Alfa", "Beta", "Gamma"))
    viewer = police(workspace)
    assert visit_links.reached(workspace, viewer) == set()
    visit_links.make(workspace, viewer, alfa)
    for name in ("Beta", "Gamma"):
        members.invite(
            workspace, viewers.local(), role="org_admin", function=f"föreståndare {name}", org=name
        )
    assert visit_links.reached(workspace, viewer) == {alfa}
    with workspace.store.reading() as reading:
        of_beta = next(each for each in stored.listed(reading) if each.organisation == "Beta")
    with workspace.act(viewers.local(), "test") as act:
        stored.bind(act.connection, of_beta.id, Identity("https://idp.example", "1"), NOW)
        act.touched = True
    assert visit_links.reached(workspace, viewer) == {alfa, beta}
