"""Whose adults count, on the pages: told before a file is stored, and admitted in one act that can be undone."""

from datetime import date

from karta.privacy import Viewer
from karta.services.importing import entries
from karta.services.register import organisations
from karta.services.workspace import Workspace
from tests.ui.conftest import ShowPage, html, part
from tests.ui.register_page import button, upload

LINE = "Torget;fredag;20:00;24:00;{};nattvandrare;4\n"
ROSTER = "plats;veckodag;från;till;organisation;roll;antal\n" + "".join(
    LINE.format(name) for name in ("Nattvandrarna", "Scouterna", "**Kören**")
)
WAIT = "Räknas inte förrän föreningarna är godkända: **Kören**, Nattvandrarna, Scouterna."


def admitted(workspace: Workspace, viewer: Viewer) -> list[bool]:
    """Return whether each organisation is admitted, by name."""
    return list(organisations.admissions(workspace, viewer)["admitted"])


def test_those_of_a_file_are_admitted_with_its_rows_when_one_says_so(
    show_page: ShowPage, workspace: Workspace, viewer: Viewer
) -> None:
    """The preview tells that three do not count; ticked, they are admitted along, and one undo takes all back."""
    entries.add_place(workspace, viewer, name="Torget", kind="square", lat=59.0, lon=15.0)
    page = part(show_page("register"), "load")
    upload(page, "schema.csv", ROSTER)
    assert WAIT in html(page)
    box = next(box for box in page.checkbox if box.label == "Godkänn dessa 3 när raderna sparas")
    assert not box.value
    box.check()
    button(page, "Spara 3 rader")
    assert admitted(workspace, viewer) == [True, True, True]
    button(page, "Ångra")
    assert admitted(workspace, viewer) == []


def test_kom_igang_offers_those_that_nobody_has_admitted(
    show_page: ShowPage, workspace: Workspace, viewer: Viewer
) -> None:
    """Stored without a tick they do not count; the step of the rosters says so and admits them in one act."""
    entries.add_place(workspace, viewer, name="Torget", kind="square", lat=59.0, lon=15.0)
    page = part(show_page("register"), "load")
    upload(page, "schema.csv", ROSTER)
    button(page, "Spara 3 rader")
    assert admitted(workspace, viewer) == [False, False, False]
    upload(page, "schema.csv", ROSTER)
    assert WAIT in html(page)
    begin = part(show_page("begin"), "roster")
    assert WAIT in html(begin)
    button(begin, "Godkänn dessa 3")
    assert admitted(workspace, viewer) == [True, True, True]
    assert WAIT not in html(begin)
    button(begin, "Ångra")
    assert admitted(workspace, viewer) == [False, False, False]


def test_the_register_lists_who_admitted_whom(
    show_page: ShowPage, workspace: Workspace, viewer: Viewer
) -> None:
    """One admitted when it was read in, one by a decision, one by nobody; the form admits who is chosen."""
    with workspace.store.act("samordnare", "test") as act:
        on_import = {
            "admitted_on": date(2026, 9, 1),
            "admitted_by": "samordnare",
            "admitted_how": "on_import",
        }
        act.insert("organisation", [{"name": "Klubben", **on_import}, {"name": "Grannarna"}])
    organisations.add_organisation(workspace, viewer, "Vandrarna")
    page = part(show_page("register"), "organisations")
    assert "vid inläsning" in html(page)
    assert "nej, räknas inte" in html(page)
    assert f", av {viewer.function}" in html(page)
    # Nobody's lines wait for a decision: nobody is chosen from the start.
    admitted = next(box for box in page.multiselect if box.label == "Vilka ska godkännas?")
    assert admitted.value == []
    admitted.set_value(list(organisations.admissions(workspace, viewer)["org_id"][:1]))
    next(box for box in page.text_input if box.label.startswith("Vem beslutade")).set_value("Rådet")
    button(page, "Godkänn")
    rows = organisations.admissions(workspace, viewer).set_index("name")
    assert rows["admitted_by"].to_dict() == {
        "Grannarna": "Rådet", "Klubben": "samordnare", "Vandrarna": viewer.function,
    }  # fmt: skip
    assert rows["on_import"].to_dict() == {"Grannarna": False, "Klubben": True, "Vandrarna": False}
