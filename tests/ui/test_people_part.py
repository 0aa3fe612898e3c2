"""People on *Pass*: changed and erased by whoever organises them, and who operates the workspace."""

from streamlit.testing.v1 import AppTest

from karta.model.shift import ShiftOccurrence
from karta.privacy import Viewer
from karta.services.access import light_languages, viewers
from karta.services.rosters import invitations, joining, poster_contact
from karta.services.workspace import Workspace
from tests import guests
from tests.ui.conftest import ShowPage, html
from tests.ui.test_requests_page import button, part
from tests.ui.test_rosters_page import ahead, field, plan, signed, town

__all__ = ["town"]


def test_a_person_is_changed_and_erased(
    show_page: ShowPage, workspace: Workspace, viewer: Viewer, town: tuple[str, str]
) -> None:
    """A new name is saved; erasing wants a yes first, and then the shift has a place free and nobody is listed."""
    shift: ShiftOccurrence = plan(workspace, viewer, town)
    who = signed(workspace, viewer, town[1], shift, "Anna Testperson")
    page = part(show_page("rosters"), "people")
    field(page.text_input, "Namn").set_value("Anna Provperson")
    button(page, "Spara")
    assert [each.name for each in invitations.invited(workspace, viewer, town[1])] == ["Anna Provperson"]
    assert field(page.button, "Ta bort personen helt").disabled
    field(page.checkbox, "Ja, ta bort namn, telefon, anmälningar och länk. Det går inte att ångra.").check()
    page.run()
    button(page, "Ta bort personen helt")
    assert not page.exception
    assert invitations.invited(workspace, viewer, town[1]) == []
    assert ahead(workspace, viewer)[0].adults == 0
    assert who.person_id not in html(page)


def test_who_asked_to_come_along_is_answered(
    show_page: ShowPage, workspace: Workspace, viewer: Viewer, town: tuple[str, str]
) -> None:
    """Of two who asked on the open page one gets a link that is shown once, the other is taken out."""
    poster_contact.set_way(workspace, viewer, town[1], "kom@exempel.se", version=0)
    for name in ("Fatima", "Sixten"):
        joining.ask(workspace, viewers.anonymous(town[1]), town[1], name, "070-123 45 67")
    page = part(show_page("rosters"), "people")
    assert "Personer och länkar (2 vill följa med)" in str(page.get("button_group"))
    assert "Fatima · 070-123 45 67 · frågade ons 16 sep" in html(page)
    button(page, "Ja, gör en länk")
    assert "/p/" in page.code[0].value
    assert [person.name for person in invitations.invited(workspace, viewer, town[1])] == ["Fatima"]
    button(page, "Nej, ta bort")
    assert joining.wishes(workspace, viewer, town[1]) == []
    assert "Sixten" not in html(page)


def test_an_organisation_leaves_after_a_yes(
    show_page: ShowPage, workspace: Workspace, viewer: Viewer, town: tuple[str, str]
) -> None:
    """Its people are gone and it is offered for no shift any more."""
    guests.invite(workspace, viewer, town[1], "Anna Testperson")
    page = part(show_page("rosters"), "people")
    field(page.checkbox, "Ja, ta bort föreningens personer och kontakter och avsluta dess pass.").check()
    page.run()
    button(page, "Lämna Karta")
    assert not page.exception
    assert workspace.store.frame("person").empty
    assert workspace.store.frame("organisation", [town[1]])["left_on"].notna().all()


def test_who_operates_the_workspace_stands_on_every_page(workspace: Workspace) -> None:
    """Stated on *Källor*, it is at the foot; of an authority the head of every page says what that means."""
    page = AppTest.from_function(_sources, args=(str(workspace.folder),), default_timeout=60).run()
    assert "Ingen har angett vem som driver arbetsytan." in html(page)
    field(page.text_input, "Organisation").set_value("Storby kommun")
    field(page.checkbox, "Det är en myndighet eller kommun").check()
    button(page, "Spara")
    page.run()
    head, *_, foot = [element.proto.body for element in page.get("html")]
    assert "Storby kommun" in head
    assert "kan bli en allmän handling" in head
    assert "Arbetsytan drivs av Storby kommun." in foot


def test_a_draft_is_published_by_whoever_stands_for_it(workspace: Workspace) -> None:
    """*Källor* says that Arabic is a draft, hands out its texts, and shows it once a function has reviewed it."""
    page = AppTest.from_function(_sources, args=(str(workspace.folder),), default_timeout=60).run()
    assert "Arabiska: utkast, ej granskad. Visas inte." in html(page)
    assert len(page.get("download_button")) == 2
    field(page.text_input, "Arabiska: vem har granskat? (en funktion, inte ett namn)").set_value(
        "tolkförmedlingen"
    )
    page.button(key="save_language_ar").click().run()
    assert not page.exception
    page.run()
    assert "Arabiska: granskad av tolkförmedlingen. Visas." in html(page)
    assert "Somaliska: utkast, ej granskad. Visas inte." in html(page)
    assert list(light_languages.published(workspace)) == ["sv", "sv_latt", "en", "ar"]


def _sources(folder: str) -> None:
    """The page *Källor* in its frame: AppTest reads this function's source and runs it alone."""
    from pathlib import Path

    from karta.privacy import Viewer
    from karta.services.workspace import create
    from karta.ui import app
    from karta.ui.context import Context
    from karta.ui.pages import licences

    context = Context(create(Path(folder)), Viewer(function="samordnare", role="local"))
    app._framed("credits", licences.show, context)()
