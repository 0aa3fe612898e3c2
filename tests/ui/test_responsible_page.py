"""Behov: a decided need that nobody answers for stands on the page of what is to be looked at again."""

from karta.privacy import Viewer
from karta.services.importing import entries
from karta.services.workspace import Workspace
from tests.ui.conftest import ShowPage, html, part


def test_needs_without_a_responsible_party_are_listed(
    show_page: ShowPage, workspace: Workspace, viewer: Viewer
) -> None:
    """One rule names nobody: the part counts it and shows it with the way to decide it anew."""
    entries.add_place(workspace, viewer, name="Torget", kind="square", lat=59.0, lon=15.0)
    place = workspace.store.frame("place")["id"][0]
    rule = {"adults": 2.0, "days": "FR", "start": "20:00", "end": "22:00", "valid_to": workspace.today}
    with workspace.store.act("samordnare", "decide_need") as act:
        act.insert("need_rule", [{**rule, "place_id": place, "state": "decided", "decided_by": "Rådet"}])
    page = part(show_page("needs"), "review")
    assert "Ansvarig saknas (1)" in html(page)
    assert "Torget: 2 vuxna 20:00–22:00, fre. Beslutat av Rådet. Ansvarig saknas." in html(page)
    assert any(button.label == "Se över" for button in page.button)
