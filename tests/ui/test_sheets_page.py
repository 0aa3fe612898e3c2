"""Blad: the week it is about, what it takes along from Luckor, and addresses that no telephone can open."""

from datetime import date, datetime

import pytest
from streamlit.testing.v1 import AppTest

from karta.privacy import Viewer
from karta.services.importing import entries
from karta.services.register import organisations
from karta.services.register import places as register_places
from karta.services.workspace import Workspace
from karta.ui import own_address
from tests.ui.conftest import html


def sheets(workspace: Workspace, now: datetime, looked_at: str = "", **asked: str) -> AppTest:
    """Return the page in a moment, come to from a week and area of Luckor ("week|area") or from nowhere."""
    page = AppTest.from_function(
        _page, args=(str(workspace.folder), now.isoformat(), looked_at), default_timeout=60
    )
    page.query_params.update(asked)
    page.run()
    assert not page.exception
    return page


def week_of(page: AppTest) -> date:
    """Return the Monday that the page is about."""
    return date.fromisoformat(page.session_state["shown"])


@pytest.mark.parametrize(
    ("now", "monday"),
    [
        ("2026-09-16T12:00", "2026-09-14"),  # Wednesday: this week
        ("2026-09-19T20:00", "2026-09-14"),  # Saturday: its night is to come
        ("2026-09-20T03:00", "2026-09-14"),  # Sunday before six is Saturday's night
        ("2026-09-20T12:00", "2026-09-21"),  # Sunday: this week is over, the next is planned
        ("2026-09-21T03:00", "2026-09-21"),
    ],
)
def test_the_sheet_of_a_week_that_is_over_helps_nobody(workspace: Workspace, now: str, monday: str) -> None:
    """Without a week in the address it is the present one, on Sunday the next; an address that names one is obeyed."""
    moment = datetime.fromisoformat(f"{now}+02:00")
    assert week_of(sheets(workspace, moment)) == date.fromisoformat(monday)
    assert week_of(sheets(workspace, moment, vecka="2026-08-31")) == date(2026, 8, 31)


def test_it_takes_along_what_was_looked_at(workspace: Workspace, viewer: Viewer) -> None:
    """From a week and an area of Luckor one comes to the sheet of that week and area, also by the menu above."""
    entries.add_place(workspace, viewer, name="Torget", kind="square", lat=59.0, lon=15.0)
    with workspace.store.act(viewer.function, "add") as act:
        area = act.insert("area", [{"name": "Norr"}])[0]
    moment = datetime.fromisoformat("2026-09-16T12:00+02:00")
    page = sheets(workspace, moment, f"2026-10-05|{area}")
    assert week_of(page) == date(2026, 10, 5)
    assert "Norr, vecka 41" in html(page)
    # The present week was nobody's choice: on Sunday it is over all the same.
    assert week_of(
        sheets(workspace, datetime.fromisoformat("2026-09-20T12:00+02:00"), "2026-09-14|")
    ) == date(2026, 9, 21)


@pytest.mark.parametrize(
    ("address", "is_told"),
    [
        ("http://127.0.0.1:8501/p/abc", True), ("http://localhost/a/1", True), ("http://[::1]:80/", True),
        ("https://karta.example.se/a/1", False), ("http://192.168.1.4:8501/p/abc", False), ("/p/abc", False),
        ("http://[broken", False), ("", False),
    ],
)  # fmt: skip
def test_an_address_of_this_machine_alone_is_told(address: str, is_told: bool) -> None:
    """What only this computer can open is told as that; a name or number of the network is not."""
    assert own_address.is_here_alone(address) is is_told


def test_the_poster_says_that_no_telephone_reaches_it(workspace: Workspace, viewer: Viewer) -> None:
    """A code that leads to this computer is printed with a word about it beside the button."""
    organisations.add_organisation(workspace, viewer, "Vandrarna")
    page = sheets(workspace, datetime.fromisoformat("2026-09-16T12:00+02:00"), **{"del": "poster"})
    field = next(one for one in page.text_input if one.placeholder == "https://")
    field.set_value("http://127.0.0.1:8501/a/1").run()
    assert "ingen telefon kan öppna den" in html(page)
    next(one for one in page.text_input if one.placeholder == "https://").set_value(
        "https://example.se/a"
    ).run()
    assert "ingen telefon kan öppna den" not in html(page)
    assert register_places.places(workspace, viewer).empty


def _page(folder: str, now: str, looked_at: str) -> None:
    """The page *Blad*, come to from Luckor or not: AppTest reads this function's source and runs it alone."""
    from datetime import date, datetime
    from pathlib import Path

    import streamlit as st

    from karta.privacy import Viewer
    from karta.services.workspace import create
    from karta.ui import view
    from karta.ui.context import Context
    from karta.ui.pages.sheets import page as sheets_page

    moment = datetime.fromisoformat(now)
    workspace = create(Path(folder), now=lambda: moment)
    if looked_at and "came" not in st.session_state:
        week, _, area = looked_at.partition("|")
        view.remember(view.View(date.fromisoformat(week), area=area or None))
        st.session_state["came"] = True
    st.session_state["shown"] = view.for_paper(workspace.service_day).week.isoformat()
    names = ("start", "gaps", "rosters", "sheets", "needs", "requests", "register", "begin", "credits")
    pages = {name: st.Page(lambda: None, title=name, url_path=name) for name in names if name != "sheets"}
    context = Context(workspace, Viewer(function="samordnare", role="coordinator"))
    pages["sheets"] = st.Page(
        lambda: sheets_page.show(context), title="sheets", url_path="sheets", default=True
    )
    st.session_state["karta_pages"] = pages
    st.navigation(list(pages.values()), position="hidden").run()
