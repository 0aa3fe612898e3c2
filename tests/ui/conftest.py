"""One page of the app at a time, on a small workspace of its own, on a Wednesday in September."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from karta.privacy import Viewer
from karta.services.workspace import Workspace, create

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
VIEWER = Viewer(function="samordnare", role="coordinator")
ShowPage = Callable[[str], AppTest]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Give an empty workspace whose clock says 16 September 2026."""
    return create(tmp_path / "own", now=lambda: NOW)


@pytest.fixture
def viewer() -> Viewer:
    """Give the partnership's coordinator."""
    return VIEWER


@pytest.fixture
def show_page(workspace: Workspace) -> ShowPage:
    """Give `show_page(name)`: the page of that name of the workspace, run once."""

    def show(name: str) -> AppTest:
        page = AppTest.from_function(_page, args=(str(workspace.folder), name), default_timeout=60)
        page.run()
        assert not page.exception, page.exception[0].value
        return page

    return show


def html(page: AppTest) -> str:
    """Return everything that a page shows as people's own words, escaped as it is sent."""
    return "\n".join(element.proto.body for element in page.get("html"))


def _page(folder: str, name: str) -> None:
    """The app with one page that shows something: AppTest reads this function's source and runs it alone."""
    from datetime import UTC, datetime
    from pathlib import Path

    import streamlit as st

    from karta.privacy import Viewer
    from karta.services.workspace import create
    from karta.ui.app import Context
    from karta.ui.pages import begin, needs, register, requests, rosters, sheets

    moment = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
    workspace = create(Path(folder), now=lambda: moment)
    context = Context(workspace, Viewer(function="samordnare", role="coordinator"))
    shows = {
        "begin": lambda: begin.show(context), "register": lambda: register.show(context),
        "needs": lambda: needs.show(context), "requests": lambda: requests.show(context),
        "sheets": lambda: sheets.show(context), "rosters": lambda: rosters.show(context),
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
            "credits",
        )
    }
    st.session_state["karta_pages"] = pages
    st.navigation(list(pages.values()), position="hidden").run()
