"""The data protection officer's page: the log is checked, a person is looked up in a case, and shown in full."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from karta.services.workspace import Workspace
from karta.store import people
from tests.ui.conftest import html


def page(folder: str) -> None:
    """Show the page to a data protection officer."""
    from pathlib import Path

    from karta.privacy import Viewer
    from karta.services.workspace import create
    from karta.ui.context import Context
    from karta.ui.pages.access import data_protection

    data_protection.show(Context(create(Path(folder)), Viewer("dataskyddsombud", "dpo")))


def test_a_case_is_opened_on_the_page(workspace: Workspace, tmp_path: Path) -> None:
    """One volunteer is counted, found under a case's number, and all that is stored is read; the log stays whole."""
    with workspace.store.act("samordnare", "add") as act:
        (alfa,) = act.insert("organisation", [{"name": "Alfa"}])
        people.add(act, alfa, "Ögon Påhittad", phone="070-174 06 05")
    app = AppTest.from_function(page, args=(str(tmp_path / "own"),), default_timeout=30).run()
    assert not app.exception
    assert "Volontärer" in html(app)
    app.text_input(key="case_sought").input("påhittad")
    app.button("FormSubmitter:case-Slå upp").click().run()
    assert "Skriv ärendets nummer först." in html(app)
    app.text_input(key="case_reference").input("2026-14")
    app.button("FormSubmitter:case-Slå upp").click().run()
    assert "1 person stämmer." in html(app)
    next(button for button in app.button if button.label == "Visa allt som finns").click().run()
    assert "telefon: 070-174 06 05" in html(app)
    next(button for button in app.button if button.label == "Kontrollera loggen").click().run()
    assert "Loggen är hel: 3 händelser" in html(app)
    assert not app.exception
