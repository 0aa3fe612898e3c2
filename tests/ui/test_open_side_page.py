"""The open side on the pages of the app: opened under the sources, an activity shown on its place's card."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from karta.errors import NotFoundError
from karta.services import history
from karta.services.access import viewers
from karta.services.register import open_side, open_tonight
from karta.services.workspace import Workspace
from tests.ui.conftest import ShowPage, html
from tests.ui.register_page import button


def shown(workspace: Workspace) -> list[str]:
    """Return the titles of what everybody sees."""
    return [each.title for each in open_tonight.tonight(workspace, viewers.visitor()).open]


def test_the_open_side_is_opened_and_closed_under_the_sources(workspace: Workspace) -> None:
    """Closed at first; opened with a box and a button, its address stands there; the undo closes it."""
    page = AppTest.from_function(_sources, args=(str(workspace.folder),), default_timeout=60).run()
    assert "Sidan är stängd" in html(page)
    page.checkbox(key="open_side_on").check()
    page.text_area(key="open_side_sites").set_value("http://a.exempel")
    _save(page)
    assert "ingen adress till en webbplats" in html(page)
    page.text_area(key="open_side_sites").set_value("https://a.exempel")
    _save(page)
    assert "/light/ikvall" in html(page)
    stated, _ = open_side.open_side(workspace)
    assert (stated.is_on, stated.sites) == (True, ("https://a.exempel",))
    history.undo(workspace, viewers.local(), history.acts(workspace, viewers.local(), 1)["id"].iloc[0])
    with pytest.raises(NotFoundError):
        open_tonight.tonight(workspace, viewers.visitor())


def _save(page: AppTest) -> None:
    next(box for box in page.button if box.label == "Spara" and box.form_id == "open_side").click().run()


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


def test_an_activity_is_described_and_shown_on_the_card_of_its_place(
    show_page: ShowPage, square: str, workspace: Workspace
) -> None:
    """Described as for girls, free and from 13; shown after the yes alone."""
    today: date = workspace.today
    with workspace.store.act("test", "import") as act:
        org = {"name": "Klubben", "session_sharing": "public", "admitted_on": today, "admitted_by": "rådet"}
        org_id = act.insert("organisation", [org])[0]
        schedule = act.insert("schedule", [{"date": today, "start": "17:00", "end": "23:00"}])[0]
        activity = {"schedule_id": schedule, "organisation_id": org_id, "place_id": square, "title": "Pingis"}
        act.insert("activity", [activity])
        act.insert("setting", [{"key": "open_side", "value": "on"}])
    page = show_page("register")
    page.query_params["plats"] = square
    page.run()
    assert "Föreningen har inte sagt ja" in html(page)
    next(box for box in page.number_input if box.label == "Från ålder").set_value(13)
    next(box for box in page.selectbox if box.label == "För tjejer").set_value(True)
    next(each for each in page.button if each.form_id.startswith("describe_")).click().run()
    assert shown(workspace) == []
    button(page, "Ja, visa den för alla")
    assert "Föreningen har sagt ja" in html(page)
    assert shown(workspace) == ["Pingis"]
    (each,) = open_tonight.tonight(workspace, viewers.visitor()).open
    assert (each.age_from, each.girls, each.free) == (13, True, None)
    button(page, "Ta tillbaka vårt ja")
    assert shown(workspace) == []
