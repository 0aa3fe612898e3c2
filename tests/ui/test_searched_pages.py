"""Shifts, who walks, ways and visits searched for beside their pages: what stands there meanwhile, and in the end."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from threading import Event
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from karta.planning import roster_plan, shift_selection, visit_plan, walk_routes
from karta.privacy import Viewer
from karta.services.importing import entries
from karta.services.needs import rule_rows
from karta.services.planning import visit_officers, visit_terms, visits
from karta.services.planning.visit_terms import Hours
from karta.services.register import organisations
from karta.services.workspace import Workspace
from karta.ui import solving
from tests.ui.conftest import ShowPage, button, html, part
from tests.ui.test_rosters_page import opened, town
from tests.ui.test_rosters_page import plan as planned
from tests.ui.test_way_part import needing
from tests.ui.test_who_part import join, plan

__all__ = ["needing", "town"]

PATIENCE = 30


class Gate:
    """What a solver waits at until it is let go: it has come there, and may go on."""

    def __init__(self) -> None:
        self.reached, self.go = Event(), Event()

    def before(self, solver: Callable[..., Any]) -> Callable[..., Any]:
        """Return the solver, which waits at the gate first."""

        def waiting(*args: Any, **named: Any) -> Any:
            self.reached.set()
            assert self.go.wait(PATIENCE)
            return solver(*args, **named)

        return waiting


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """Give a gate before what HiGHS proves, and before the bound of ways, and pages that wait for nothing."""
    gate = Gate()
    monkeypatch.setattr(solving, "AT_ONCE_SECONDS", 0.0)
    for module, name in (
        (shift_selection, "proven"), (visit_plan, "proven"), (roster_plan, "run_walks"), (walk_routes, "bound_of"),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, gate.before(getattr(module, name)))
    yield gate
    gate.go.set()


def searching(page: AppTest, gate: Gate, press: str) -> AppTest:
    """Ask for a proposal and return the page while it is searched for, the first answer being there."""
    button(page, press)
    assert gate.reached.wait(PATIENCE)
    page.run()
    assert not page.exception
    return page


def proven(page: AppTest, gate: Gate) -> AppTest:
    """Let the solver go, and return the page with what it came to."""
    gate.go.set()
    solving.AT_ONCE_SECONDS = 60.0
    page.run()
    assert not page.exception
    return page


@pytest.fixture
def square_in_need(workspace: Workspace, viewer: Viewer, square: str) -> str:
    """Give a square that wants two adults on Friday 20-22, where it is known that none come."""
    org = organisations.add_organisation(workspace, viewer, "Nattvandrarna")
    entries.expect_source(workspace, viewer, org="Nattvandrarna", place_id=square)
    organisations.confirm_source(workspace, viewer, org, square, date(2026, 9, 30))
    rule_rows.decide_need(
        workspace, viewer, place_id=square, days="FR", start="20:00", end="22:00", adults=2,
        responsible="Nattvandrarna", valid_to=date(2026, 12, 31),
    )  # fmt: skip
    return square


@pytest.fixture
def welcome(workspace: Workspace, viewer: Viewer) -> None:
    """Let a youth centre want a visit each week, on Tuesdays or Thursdays, by one function.

    Four weeks from a Wednesday need three, on the first Tuesdays. The first answer takes what gains a whole week each
    time, the second Thursday and the two after it, and then needs a fourth for the Thursday itself.
    """
    with workspace.act(viewer, "test") as act:
        org = act.insert("organisation", [{"name": "Gården", "admitted_on": workspace.today}])[0]
        act.insert("place", [{"name": "Gården", "kind": "youth_centre", "owner_org_id": org}])
    (blank,) = visit_terms.venues(workspace, viewer)
    hours = (Hours("TU;TH", "17:00", "20:00"),)
    visit_terms.set_terms(workspace, viewer, replace(blank, answer="welcome", welcome=hours))
    officer = visit_officers.put(workspace, viewer, name="Områdespolis 1", hours=10)
    visits.set_cadence(
        workspace, viewer, blank.place_id, days=7, decided_by="områdespolis", main_officer_id=officer
    )


def test_shifts_stand_there_at_once_and_are_then_proven(
    show_page: ShowPage, square_in_need: str, gate: Gate
) -> None:
    """The first answer can be worked with meanwhile; asked for, the proven one tells how near to the best it is."""
    page = searching(part(show_page("rosters"), "suggest"), gate, "Föreslå")
    shown = html(page)
    assert "Söker: " in shown
    assert "1 pass föreslås" in shown
    assert "procent av det bästa möjliga" not in shown
    assert [each.label for each in page.button if each.key == "solving_stop_suggest"] == ["Stoppa"]
    assert "Klart." in html(proven(page, gate))
    button(page, "Visa det färdiga förslaget")
    assert "Passen når minst 100 procent av det bästa möjliga." in html(page)
    assert "Söker: " not in html(page)


def test_the_other_way_of_counting_waits_for_the_proof(
    show_page: ShowPage, square_in_need: str, gate: Gate
) -> None:
    """Asked for while the shifts are searched for, the comparison stops nothing; it is made once they are proven."""
    page = searching(part(show_page("rosters"), "suggest"), gate, "Föreslå")
    page.toggle(key="suggest_compare").set_value(True).run()
    assert "Söker: " in html(page)
    assert "Med prioritet och mörker" not in html(page)
    button(proven(page, gate), "Visa det färdiga förslaget")
    shown = html(page)
    assert "Passen når minst 100 procent av det bästa möjliga." in shown
    assert "Med prioritet och mörker" in shown
    assert "Stoppat efter" not in shown


def test_shifts_stopped_are_the_first_answer(show_page: ShowPage, square_in_need: str, gate: Gate) -> None:
    """Stopped, the first answer stays, without a word of how near it is, also when the proof has come in since."""
    page = searching(part(show_page("rosters"), "suggest"), gate, "Föreslå")
    button(page, "Stoppa")
    for shown in (html(page), html(proven(page, gate))):
        assert "1 pass föreslås" in shown
        assert "Stoppat efter" in shown
        assert "Söker: " not in shown
        assert "procent av det bästa möjliga" not in shown
    button(page, "Föreslå")
    assert "Stoppat efter" not in html(page)
    assert "Passen når minst 100 procent av det bästa möjliga." in html(page)


def test_visits_tell_the_best_so_far_and_a_stop_gives_it(
    show_page: ShowPage, welcome: None, gate: Gate
) -> None:
    """While it is searched for only its count stands there; stopped, the visits do, and can be accepted."""
    page = searching(part(show_page("visits"), "plan"), gate, "Föreslå besök")
    assert "Söker: " in html(page)
    assert "Bäst hittills: 4 besök, 0 platser hinns inte i tid." in html(page)
    assert "4 besök föreslås" not in html(page)
    button(page, "Stoppa")
    assert "4 besök föreslås" in html(page)
    assert "Stoppat efter" in html(page)
    assert "procent av det bästa möjliga" not in html(page)
    for box in page.checkbox:
        if box.key.startswith("children_"):
            box.check()
    page.run()
    button(page, "Godkänn 4 besök")
    assert "4 besök är planerade." in html(page)
    assert "föreslås" not in html(page)


def test_visits_are_proven(show_page: ShowPage, welcome: None, gate: Gate) -> None:
    """Once it is proven the plan stands there, with how near to the best it is, and no word of a search."""
    page = searching(part(show_page("visits"), "plan"), gate, "Föreslå besök")
    shown = html(proven(page, gate))
    assert "3 besök föreslås" in shown
    assert "Planen når minst 100 procent av det bästa möjliga." in shown
    assert "Söker: " not in shown


def test_who_walks_tells_the_best_so_far_and_a_stop_gives_it(
    show_page: ShowPage, workspace: Workspace, viewer: Viewer, town: tuple[str, str], gate: Gate
) -> None:
    """Two who can for a shift of two: while it is searched for the count stands there, stopped the shift does."""
    join(workspace, viewer, town[1], "Anna", "Bo")
    plan(workspace, viewer, town)
    page = searching(part(show_page("rosters"), "who"), gate, "Föreslå")
    assert "Bäst hittills: 1 pass får folk om de som tillfrågas svarar ja." in html(page)
    assert "1 pass får folk om de som tillfrågas svarar ja</h2>" not in html(page)
    button(page, "Stoppa")
    assert "1 pass får folk om de som tillfrågas svarar ja</h2>" in html(page)
    assert "Stoppat efter" in html(page)


@pytest.fixture
def way_page(
    workspace: Workspace, viewer: Viewer, needing: tuple[str, str], show_page: ShowPage
) -> tuple[AppTest, str]:
    """Give the page with a shift opened whose way is asked for, and the name of that shift."""
    occurrence = planned(workspace, viewer, needing)
    page = opened(show_page("rosters"), occurrence)
    page.toggle(f"way_open_{occurrence.occurrence_id}").set_value(True).run()
    return page, occurrence.occurrence_id


def test_a_way_tells_the_best_so_far_and_a_stop_gives_it(way_page: tuple[AppTest, str], gate: Gate) -> None:
    """While it is searched for its stops are counted; stopped it stands there to change, and is changed, no share."""
    page, key = way_page
    searching(page, gate, "Sök väg")
    assert "Söker: " in html(page)
    assert "Bäst hittills: 1 stopp." in html(page)
    assert "21:02–21:18" not in html(page)
    button(page, "Stoppa")
    assert "Stoppat efter" in html(page)
    assert "21:02–21:18" in html(page)
    assert "procent av det bästa möjliga" not in html(page)
    page.toggle(f"way_change_{key}_0").set_value(True).run()
    button(page, "Kortare")
    assert "21:02–21:16" in html(page)
    button(page, "Använd vägen för passet")
    assert "Stoppat efter" not in html(page)
    assert "21:02–21:16" not in html(page)


def test_a_way_comes_with_its_share_once_that_is_known(way_page: tuple[AppTest, str], gate: Gate) -> None:
    """The one stop that there is is the best possible; nothing is said of a search then."""
    page, _ = way_page
    shown = html(proven(searching(page, gate, "Sök väg"), gate))
    assert "21:02–21:18" in shown
    assert "Vägen når minst 100 procent av det bästa möjliga." in shown
    assert "Söker: " not in shown
