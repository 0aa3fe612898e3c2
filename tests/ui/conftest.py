"""One page of the app at a time, on a small workspace of its own, on a Wednesday in September."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.elements.lib import policies
from streamlit.testing.v1 import AppTest

from karta.privacy import Viewer
from karta.services.importing import entries
from karta.services.register import places as register_places
from karta.services.workspace import Workspace, create
from karta.ui import solving

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
VIEWER = Viewer(function="samordnare", role="local")
ShowPage = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def one_first_value(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """See that no field of a page has a value of its own beside that of the session.

    Streamlit writes into its log that it has, once a process.
    """
    monkeypatch.setattr(policies, "_shown_default_value_warning", False)
    yield
    assert policies._shown_default_value_warning is False


@pytest.fixture(autouse=True)
def patient_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages wait for what they search, however busy the machine is."""
    monkeypatch.setattr(solving, "AT_ONCE_SECONDS", 60.0)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Give an empty workspace whose clock says 16 September 2026."""
    return create(tmp_path / "own", now=lambda: NOW)


@pytest.fixture
def viewer() -> Viewer:
    """Give the partnership's coordinator."""
    return VIEWER


@pytest.fixture
def square(workspace: Workspace, viewer: Viewer) -> str:
    """Give a workspace with a square and a park, and the square's id."""
    entries.add_place(workspace, viewer, name="Torget", kind="square", lat=59.0, lon=15.0)
    entries.add_place(workspace, viewer, name="Parken", kind="park", lat=59.01, lon=15.0)
    return str(register_places.places(workspace, viewer)["id"].iloc[0])


@pytest.fixture
def show_page(workspace: Workspace) -> ShowPage:
    """Give `show_page(name, now=NOW)`: the page of that name of the workspace at a moment, run once."""

    def show(name: str, now: datetime = NOW) -> AppTest:
        return page_of(str(workspace.folder), name, now)

    return show


def page_of(home: str, name: str, now: datetime = NOW) -> AppTest:
    """Return a page of the workspace in a folder or database, run once."""
    page = AppTest.from_function(_page, args=(home, name, now.isoformat()), default_timeout=60)
    page.run()
    assert not page.exception, page.exception[0].value
    return page


def html(page: AppTest) -> str:
    """Return everything that a page shows as people's own words, escaped as it is sent."""
    return "\n".join(element.proto.body for element in page.get("html"))


def board(page: AppTest) -> dict[str, Any]:
    """Return what the board of shifts holds."""
    (sent,) = [
        one.proto.json for one in page.get("bidi_component") if "shift_board" in one.proto.component_name
    ]
    return dict(json.loads(sent))


def on_board(page: AppTest) -> list[tuple[str, str, str, str]]:
    """Return the shifts of the board from above: place, day, hours and state."""
    return [
        (row["name"], shift["iso"], shift["when"], shift["state"])
        for row in board(page)["rows"]
        for shift in row["shifts"]
    ]


def _page(home: str, name: str, now: str) -> None:
    """The app with one page that shows something: AppTest reads this function's source and runs it alone."""
    from datetime import datetime

    import streamlit as st

    from karta.privacy import Viewer
    from karta.services import homes
    from karta.services.workspace import create
    from karta.ui.context import Context
    from karta.ui.pages import start as start_page
    from karta.ui.pages.begin import page as begin_page
    from karta.ui.pages.follow_up import page as follow_up_page
    from karta.ui.pages.gaps import page as gaps_page
    from karta.ui.pages.needs import page as needs_page
    from karta.ui.pages.register import page as register_page
    from karta.ui.pages.requests import page as requests_page
    from karta.ui.pages.rosters import page as rosters_page
    from karta.ui.pages.sheets import page as sheets_page
    from karta.ui.pages.visits import page as visits_page

    moment = datetime.fromisoformat(now)
    workspace = create(homes.home(home), now=lambda: moment)
    context = Context(workspace, Viewer(function="samordnare", role="local"))
    shows = {
        "begin": lambda: begin_page.show(context), "register": lambda: register_page.show(context),
        "needs": lambda: needs_page.show(context), "requests": lambda: requests_page.show(context),
        "sheets": lambda: sheets_page.show(context), "rosters": lambda: rosters_page.show(context),
        "gaps": lambda: gaps_page.show(context), "start": lambda: start_page.show(context),
        "visits": lambda: visits_page.show(context), "follow_up": lambda: follow_up_page.show(context),
    }  # fmt: skip
    pages = {
        path: st.Page(shows.get(path, lambda: None), title=path, url_path=path, default=path == name)
        for path in (
            "start",
            "gaps",
            "rosters",
            "sheets",
            "needs",
            "requests",
            "register",
            "begin",
            "visits",
            "follow_up",
            "credits",
        )
    }
    st.session_state["karta_pages"] = pages
    st.navigation(list(pages.values()), position="hidden").run()


def part(page: AppTest, name: str) -> AppTest:
    """Return the page at one of its parts."""
    page.query_params["del"] = name
    page.run()
    assert not page.exception, page.exception[0].value
    return page


def button(page: AppTest, label: str) -> None:
    """Press the first button of a label."""
    next(widget for widget in page.button if widget.label == label).click().run()
    assert not page.exception, page.exception[0].value
