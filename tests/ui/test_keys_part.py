"""Keys for programs on the page of files: made, shown once, revoked."""

from karta.services.access import api_keys
from karta.services.workspace import Workspace
from tests.ui.conftest import VIEWER, ShowPage, button, html, part


def test_a_key_is_made_shown_once_and_revoked(workspace: Workspace, square: str, show_page: ShowPage) -> None:
    """The key on the page opens what was chosen; put away it is gone from the page; revoked it opens nothing."""
    assert square
    page = part(show_page("sheets"), "exports")
    page.text_input(key="api_key_name_0").set_value("Tavlan")
    page.multiselect(key="api_key_scopes_0").set_value(["register"])
    button(page, "Gör nyckeln")
    token = page.code[0].value
    assert api_keys.reader(workspace, token, "register").role == "local"
    button(page, "Jag har lagt undan nyckeln")
    assert len(page.code) == 0
    assert token not in html(page)
    button(page, "Dra in Tavlan")
    assert api_keys.listed(workspace, VIEWER) == []
