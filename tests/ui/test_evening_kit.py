"""Behov, riskkvällar: the kit shows its price, makes what it says at one press, and one press takes it back."""

import pytest

from karta.privacy import Viewer
from karta.services.needs import deciding
from karta.services.register import organisations
from karta.services.workspace import Workspace
from tests.ui.conftest import NOW, ShowPage, button, html, part


@pytest.mark.usefixtures("square")
def test_a_kit_is_made_and_taken_back(workspace: Workspace, viewer: Viewer, show_page: ShowPage) -> None:
    """A square at 2 x 7 hours; the association is asked; after the undo nothing of it is left."""
    org = organisations.add_organisation(workspace, viewer, "Vandrarna <b>")
    deciding.add_risk_evening(workspace, viewer, NOW.date().replace(day=18), "Skolavslutning")
    page = part(show_page("needs"), "risk")
    assert "Välj slag eller platser, så står priset här." in html(page)
    page.multiselect("kit_kinds").set_value(["square"]).run()
    page.multiselect("kit_ask").set_value([org]).run()
    assert "Paketet beslutar 14 vuxentimmar till. Det frågar organisationer om 14 vuxentimmar." in html(page)
    assert "Torget: förfrågan till Vandrarna &lt;b&gt; om två vuxna" in html(page)
    button(page, "Gör paketet")
    assert "Skriv vem som är ansvarig" in html(page)
    assert workspace.store.frame("request").empty
    page.text_input("kit_responsible").set_value("Kommunen").run()
    button(page, "Gör paketet")
    assert "Paketet för Skolavslutning, fre 18 sep, är gjort." in html(page)
    assert [len(workspace.store.frame(name)) for name in ("need_rule", "request")] == [1, 1]
    button(page, "Ångra")
    assert [len(workspace.store.frame(name)) for name in ("need_rule", "request")] == [0, 0]
