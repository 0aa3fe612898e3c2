"""A date offered to another organisation on Pass: asked from the opened shift, answered above the board, on Start."""

import pytest

from karta.privacy import Viewer
from karta.services.register import organisations
from karta.services.rosters import swaps
from karta.services.workspace import Workspace
from tests.ui.conftest import ShowPage, button, html
from tests.ui.test_rosters_page import ahead, opened, plan, position, signed, town

__all__ = ["town"]
# A name that would be an element, were it not shown as text.
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.mark.parametrize("wanted", [False, True])
def test_a_date_is_offered_and_taken(
    workspace: Workspace, viewer: Viewer, town: tuple[str, str], show_page: ShowPage, wanted: bool
) -> None:
    """The question stands above the board and among what waits; after the yes the date is the other one's."""
    church = organisations.add_organisation(workspace, viewer, HOSTILE)
    first = plan(workspace, viewer, town)
    theirs = plan(workspace, viewer, (town[0], church), start="18:00", end="19:00")
    signed(workspace, viewer, town[1], first, "Ada")
    page = opened(show_page("rosters"), first)
    page.selectbox(f"swap_to_{first.occurrence_id}").set_value(church).run()
    if wanted:
        key = f"swap_for_{first.occurrence_id}_{church}"
        page.selectbox(key).set_value(theirs.occurrence_id).run()
    button(page, "Ställ frågan")
    (given,) = swaps.offers(workspace, viewer)
    asked = "vill byta: ni tar fre 18 sep 21:00" if wanted else "frågar: kan ni ta fre 18 sep 21:00"
    assert f"Nattvandrarna {asked}" in html(page)
    assert HOSTILE not in html(page)
    assert "Ada" not in next(line for line in html(page).splitlines() if asked in line)
    assert position(page, asked) < position(page, "karta_board")
    assert "1 fråga om pass" in "".join(str(link.proto) for link in show_page("start").main)
    page.button(f"swap_yes_{given.offer_id}").click().run()
    assert not page.exception
    assert "Ni har sagt ja." in html(page)
    owners = {
        each.occurrence_id: [one.organisation for one in each.parties] for each in ahead(workspace, viewer)
    }
    assert owners[first.occurrence_id] == [HOSTILE]
    assert owners[theirs.occurrence_id] == (["Nattvandrarna"] if wanted else [HOSTILE])
    assert "har sagt ja till fre 18 sep" in html(page)


def test_a_no_and_a_question_taken_back(
    workspace: Workspace, viewer: Viewer, town: tuple[str, str], show_page: ShowPage
) -> None:
    """Neither changes the date; a no is told in one quiet sentence, and a question that is taken back is gone."""
    church = organisations.add_organisation(workspace, viewer, "Kyrkan")
    first = plan(workspace, viewer, town)
    given = swaps.offer(workspace, viewer, town[1], first.occurrence_id, church)
    page = show_page("rosters")
    assert "Ni har frågat Kyrkan om fre 18 sep" in html(page)
    button(page, "Ta tillbaka frågan")
    assert swaps.offers(workspace, viewer) == []
    given = swaps.offer(workspace, viewer, town[1], first.occurrence_id, church)
    page = show_page("rosters")
    page.button(f"swap_no_{given}").click().run()
    assert "Kyrkan kan inte fre 18 sep" in html(page)
    assert ahead(workspace, viewer) == [first]
