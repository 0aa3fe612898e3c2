"""Överenskommelser on the page Uppföljning: noting one, reading what it says, and ending it."""

from datetime import date

from karta.privacy import Viewer
from karta.services.follow_up import agreements
from karta.services.follow_up.agreements import AgreedTerms
from karta.services.register import organisations
from karta.services.workspace import Workspace
from tests.ui.conftest import ShowPage, button, html, part

LOCAL = Viewer("samordnare", "local")


def test_an_agreement_is_noted_on_the_page(show_page: ShowPage, workspace: Workspace) -> None:
    """Filled in and saved, it stands there with its parties, and the register holds what was typed."""
    ids = [organisations.add_organisation(workspace, LOCAL, name) for name in ("Vandrarna", "Kommunen")]
    page = part(show_page("follow_up"), "agreements")
    assert "Ingen överenskommelse är inskriven" in html(page)
    for label, org in zip(("Förening", "Motpart"), ids, strict=True):
        next(box for box in page.selectbox if box.label == label).set_value(org)
    next(box for box in page.number_input if box.label.startswith("Vuxentimmar")).set_value(120.0)
    next(box for box in page.text_input if box.label.startswith("Beslutat")).set_value("nämnden")
    button(page, "Spara")
    (noted,) = agreements.listed(workspace, LOCAL)
    assert (noted.association, noted.counterpart, noted.terms.promised_ah) == ("Vandrarna", "Kommunen", 120.0)
    assert "Vandrarna · Kommunen" in html(page)


def test_an_agreement_says_what_it_is_about(show_page: ShowPage, workspace: Workspace) -> None:
    """What the parties give is people's own words: shown as they are, never as code."""
    ids = [
        organisations.add_organisation(workspace, LOCAL, name) for name in ("<b>Vandrarna</b>", "Kommunen")
    ]
    terms = AgreedTerms(
        *ids, 60.0, date(2026, 9, 1), date(2026, 9, 30), "nämnden", association_gives="vuxna på torget"
    )
    agreements.make(workspace, LOCAL, terms)
    shown = html(part(show_page("follow_up"), "agreements"))
    assert "&lt;b&gt;Vandrarna&lt;/b&gt; · Kommunen" in shown
    assert "bidrar med: vuxna på torget" in shown
    assert "Löftet behöver ungefär 8 aktiva personer" in shown
