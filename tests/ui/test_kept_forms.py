"""What was typed stays in its form when the workspace takes no changes, and goes when it has been stored."""

import pytest

from karta.privacy import Viewer
from karta.services.rosters import routes
from karta.services.workspace import Workspace
from karta.store import engine
from tests.ui.conftest import ShowPage, html, part
from tests.ui.test_rosters_page import opened, plan, press
from tests.ui.test_rosters_page import town as town

pytestmark = pytest.mark.slow

REFUSED = "Arbetsytan går att läsa men inte att skriva i"


def read_only(patch: pytest.MonkeyPatch) -> None:
    """Let every connection made from now on be one that only reads."""
    patch.setattr(engine, "_PRAGMAS", (*engine._PRAGMAS, "query_only=ON"))


def full(patch: pytest.MonkeyPatch) -> None:
    """Let the database grow no more on every connection made from now on, as on a disk that is full."""
    patch.setattr(engine, "_PRAGMAS", (*engine._PRAGMAS, "max_page_count=1"))


def test_a_full_disk_is_told_and_keeps_what_was_typed(
    workspace: Workspace, town: tuple[str, str], show_page: ShowPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two thousand names for which there is no room: one sentence, none is stored, and all stand in the form."""
    names = "\n".join(f"Påhittad {number}" for number in range(2_000))
    page, revision = part(show_page("rosters"), "people"), workspace.store.revision()
    with monkeypatch.context() as patch:
        full(patch)
        page.text_area("invite_names_0").set_value(names)
        press(page, "Bjud in och gör länkar")
        assert "Disken där arbetsytan ligger är full" in html(page)
        assert page.text_area("invite_names_0").value == names
    assert workspace.store.revision() == revision
    assert workspace.store.frame("person").empty
    assert workspace.store.frame("personal_link").empty


def test_a_person_who_could_not_be_stored_stays_in_the_form(
    workspace: Workspace, town: tuple[str, str], show_page: ShowPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is there to be sent once more; sent, the form is empty for the next one."""
    page = part(show_page("rosters"), "people")
    with monkeypatch.context() as patch:
        read_only(patch)
        page.text_area("invite_names_0").set_value("Anna")
        press(page, "Bjud in och gör länkar")
        assert REFUSED in html(page)
        assert page.text_area("invite_names_0").value == "Anna"
    press(page, "Bjud in och gör länkar")
    assert "Anna" in html(page)
    assert page.text_area("invite_names_1").value == ""


def test_a_route_that_could_not_be_stored_stays_drawn(
    workspace: Workspace,
    viewer: Viewer,
    town: tuple[str, str],
    show_page: ShowPage,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The way drawn so far is there to be saved once more, and so is a name that could not be found."""
    occurrence = plan(workspace, viewer, town)
    page = opened(show_page("rosters"), occurrence)
    page.toggle(f"route_open_{occurrence.occurrence_id}").set_value(True).run()
    for points, name in enumerate(("Torget", "Parken", "Ingenstans")):
        page.text_input(f"route_name_{occurrence.occurrence_id}_{points}").set_value(name)
        press(page, "Lägg till")
    assert page.text_input(f"route_name_{occurrence.occurrence_id}_2").value == "Ingenstans"
    with monkeypatch.context() as patch:
        read_only(patch)
        press(page, "Spara rutten")
        assert REFUSED in html(page)
        assert "Rutten går genom: Torget – Parken" in html(page)
    press(page, "Spara rutten")
    assert len(routes.route(workspace, viewer, occurrence.shift_id)) == 2


def test_a_shift_that_could_not_be_changed_keeps_what_was_typed(
    workspace: Workspace,
    viewer: Viewer,
    town: tuple[str, str],
    show_page: ShowPage,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every field of the form stands as it was sent."""
    occurrence = plan(workspace, viewer, town)
    key = occurrence.occurrence_id
    page = opened(show_page("rosters"), occurrence)
    with monkeypatch.context() as patch:
        read_only(patch)
        page.number_input(f"max_{key}").set_value(4)
        page.text_input(f"d_{key}_notes").set_value("Ta med ficklampa")
        next(widget for widget in page.button if widget.label == "Spara").click().run()
        assert REFUSED in html(page)
    assert page.number_input(f"max_{key}").value == 4
    assert page.text_input(f"d_{key}_notes").value == "Ta med ficklampa"
