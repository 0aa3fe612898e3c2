"""Platser, reading in again: what people have edited in the app is shown with the file's value, and one is chosen."""

from karta.privacy import Viewer
from karta.services.importing import entries
from karta.services.workspace import Workspace
from tests.ui.conftest import ShowPage, html, part
from tests.ui.register_page import button, upload

HEAD = "id;plats;veckodag;från;till;organisation;antal\n"
FIRST = HEAD + "1;Torget;fredag;20:00;23:00;Vandrarna;4\n2;Torget;lördag;20:00;23:00;Vandrarna;4\n"


def adults(workspace: Workspace) -> list[float]:
    """Return the adults of both lines."""
    return list(workspace.store.frame("shift_party")["adults"])


def edited(show_page: ShowPage, workspace: Workspace, viewer: Viewer) -> object:
    """Return the page with a file that says 6 where it said 4 and two people wrote 5."""
    entries.add_place(workspace, viewer, name="Torget", kind="square", lat=59.0, lon=15.0)
    page = part(show_page("register"), "load")
    upload(page, "schema.csv", FIRST)
    button(page, "Spara 2 rader")
    with workspace.store.act("samordnare", "edit") as act:
        rows = workspace.store.frame("shift_party")["id"]
        act.update_many("shift_party", {row: {"adults": 5.0} for row in rows})
    upload(page, "schema.csv", FIRST.replace(";4", ";6"))
    assert "Ändrat i appen, och annorlunda i filen (2)" in html(page)
    assert "Rad 3, antal: i appen 5, i filen 6. Filen sade förut 4." in html(page)
    return page


def test_all_of_the_apps_is_kept_and_not_asked_about_again(
    show_page: ShowPage, workspace: Workspace, viewer: Viewer
) -> None:
    """One button answers for all: 5 stays, the answer is stored with the file, which then has nothing new."""
    page = edited(show_page, workspace, viewer)
    button(page, "Behåll allt i appen")
    assert "annorlunda i filen" not in html(page)
    button(page, "Spara 2 rader")
    assert adults(workspace) == [5.0, 5.0]
    upload(page, "schema.csv", FIRST.replace(";4", ";6"))
    assert "annorlunda i filen" not in html(page)
    assert "Filen har inget nytt" in html(page)


def test_each_cell_has_its_choice(show_page: ShowPage, workspace: Workspace, viewer: Viewer) -> None:
    """The file's for the second line, nothing yet for the first: that one stays as it is and waits."""
    page = edited(show_page, workspace, viewer)
    page.radio[1].set_value("file")
    button(page, "Svara")
    assert "Ändrat i appen, och annorlunda i filen (1)" in html(page)
    button(page, "Spara 1 rad")
    assert adults(workspace) == [5.0, 6.0]
