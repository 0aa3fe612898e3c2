"""What was done last is told at the part of the page where it was done, and on no other: until the page is left."""

from itertools import pairwise

import pytest
from streamlit.testing.v1 import AppTest

from karta.privacy import Viewer
from karta.services import history
from karta.services.workspace import Workspace
from karta.ui.feedback import Note
from tests.browser.visit import PAGES
from tests.ui.conftest import html

SENTENCE = "Rutten är sparad."
WITH_PARTS = [name for name, parts in PAGES.items() if parts]
# Each page with the one that is come to next: a ring of all that tell what was done.
NEXT = [*pairwise(WITH_PARTS), (WITH_PARTS[-1], WITH_PARTS[0])]


@pytest.fixture
def app(workspace: Workspace, square: str) -> AppTest:
    """Give the app in its frame, on a workspace with two places."""
    return AppTest.from_function(_app, args=(str(workspace.folder),), default_timeout=60)


def note_at(app: AppTest, page: str, part: str = "") -> tuple[bool, bool]:
    """Tell of a page and its part whether it says what was done, and whether it can be undone there."""
    app.session_state["page"] = page
    app.query_params.clear()
    if part:
        app.query_params["del"] = part
    app.run()
    assert not app.exception, app.exception[0].value
    return SENTENCE in html(app), any(button.label == "Ångra" for button in app.button)


@pytest.mark.parametrize(("page", "other"), NEXT)
def test_a_note_stays_at_its_part_until_the_page_is_left(
    app: AppTest, workspace: Workspace, viewer: Viewer, page: str, other: str
) -> None:
    """No other part and no other page tells it; back at its part its undo is there, back on its page it is gone."""
    first, *others = PAGES[page]
    app.session_state["karta_done"] = Note([str(history.acts(workspace, viewer)["id"].iloc[0])], SENTENCE)
    assert note_at(app, page, first) == (True, True)
    assert [note_at(app, page, part) for part in others] == [(False, False)] * len(others)
    assert note_at(app, page, first) == (True, True)
    assert note_at(app, other, PAGES[other][0]) == (False, False)
    assert note_at(app, page, first) == (False, False)


@pytest.mark.parametrize("silent", [name for name, parts in PAGES.items() if not parts])
def test_a_page_without_acts_takes_a_note_away(
    app: AppTest, workspace: Workspace, viewer: Viewer, silent: str
) -> None:
    """Luckor, the start page and the credits tell nothing of Pass, and nothing of it is left for Pass either."""
    app.session_state["karta_done"] = Note([str(history.acts(workspace, viewer)["id"].iloc[0])], SENTENCE)
    assert note_at(app, "rosters") == (True, True)
    assert note_at(app, silent) == (False, False)
    assert note_at(app, "rosters") == (False, False)


def _app(folder: str) -> None:
    """The app's frame around the page that the session names: AppTest runs this function's source alone."""
    from datetime import UTC, datetime
    from importlib import import_module
    from pathlib import Path

    import streamlit as st

    from karta.privacy import Viewer
    from karta.services.workspace import create
    from karta.ui import app
    from karta.ui.context import Context

    workspace = create(Path(folder), now=lambda: datetime(2026, 9, 16, 10, 0, tzinfo=UTC))
    name = st.session_state["page"]
    module = {"start": "start", "credits": "licences"}.get(name, f"{name}.page")
    show = import_module(f"karta.ui.pages.{module}").show
    framed = app._framed(name, show, Context(workspace, Viewer(function="samordnare", role="local")))
    others = ("gaps", "rosters", "sheets", "needs", "requests", "register", "begin", "credits")
    pages = {other: st.Page(lambda: None, title=other, url_path=other) for other in others}
    pages["start"] = st.Page(framed, title="start", url_path="start", default=True)
    st.session_state["karta_pages"] = pages
    st.navigation(list(pages.values()), position="hidden").run()
