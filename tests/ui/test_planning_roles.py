"""Föreslå pass and Tänk om for those who may not see gaps: a sentence, and nothing that was made for others."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from karta.privacy import Viewer
from karta.services.importing import entries
from karta.services.needs import rule_rows
from karta.services.register import organisations
from karta.services.register import places as register_places
from karta.services.workspace import Workspace
from tests.ui.conftest import NOW, html

PLACE = "Hemliga torget"


@pytest.fixture
def home(workspace: Workspace, viewer: Viewer) -> str:
    """Give the folder of a town that wants two adults at a square on Friday 20-22, where every roster is in."""
    org = organisations.add_organisation(workspace, viewer, "Nattvandrarna")
    entries.add_place(workspace, viewer, name=PLACE, kind="square", lat=59.0, lon=15.0)
    place = str(register_places.places(workspace, viewer)["id"].iloc[0])
    entries.expect_source(workspace, viewer, org="Nattvandrarna", place_id=place)
    organisations.confirm_source(workspace, viewer, org, place, date(2026, 9, 30))
    rule_rows.decide_need(
        workspace, viewer, place_id=place, days="FR", start="20:00", end="22:00", adults=2,
        responsible="Nattvandrarna", valid_to=date(2026, 12, 31),
    )  # fmt: skip
    return str(workspace.folder)


def shown_to(home: str, role: str, part: str) -> str:
    """Return what a role is shown of a part, in a session in which the coordinator has asked for it before."""
    page = AppTest.from_function(_page, args=(home, role, part, NOW.isoformat()), default_timeout=60).run()
    assert not page.exception, page.exception[0].value
    return html(page)


@pytest.mark.parametrize("part", ["suggest", "whatif"])
@pytest.mark.parametrize("role", ["volunteer", "evaluator", "field_worker"])
def test_who_may_not_see_gaps_sees_nothing_of_them(home: str, role: str, part: str) -> None:
    """No place, picture, table or figure: one sentence, whatever the session holds."""
    shown = shown_to(home, role, part)
    assert "Förslag görs av dem som ser luckorna." in shown
    for trace in (PLACE, "<img", "<table", "vuxentimmar"):
        assert trace not in shown


@pytest.mark.parametrize(
    ("part", "figure"), [("suggest", "4 vuxentimmar är luckor"), ("whatif", "Luckorna är 4")]
)
def test_who_may_see_them_does(home: str, part: str, figure: str) -> None:
    """The same session shows the coordinator picture, table and figures."""
    shown = shown_to(home, "local", part)
    for trace in (PLACE, "<img", "<table", figure):
        assert trace in shown


def _page(home: str, role: str, part: str, now: str) -> None:
    """A part with what was asked for in it: AppTest reads this function's source alone."""
    from datetime import datetime

    import streamlit as st

    from karta.privacy import Viewer
    from karta.services import homes
    from karta.services.planning import scenarios
    from karta.services.planning.scenarios import Change
    from karta.services.planning.shift_plans import WalkWishes
    from karta.services.register import places
    from karta.services.workspace import create
    from karta.ui.context import Context
    from karta.ui.pages.planning import whatif
    from karta.ui.pages.rosters import suggest

    moment = datetime.fromisoformat(now)
    workspace = create(homes.home(home), now=lambda: moment)
    local = Viewer("samordnare", "local")
    st.session_state["karta_pages"] = {}
    place = str(places.places(workspace, local)["id"].iloc[0])
    change = Change("Vandrare", "walkers", (place,), ("FR",), "20:00", "22:00", 2)
    st.session_state[suggest.ASKED] = WalkWishes(groups=5)
    st.session_state[whatif.COMPARED] = scenarios.compare(workspace, local, moment.date(), 1, [change])
    viewer = local if role == "local" else Viewer(role, role)
    {"suggest": suggest.show, "whatif": whatif.show}[part](Context(workspace, viewer))
