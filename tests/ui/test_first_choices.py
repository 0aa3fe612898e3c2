"""What forms are filled in with before anybody has chosen: what is missing, and never whoever is first by name."""

from datetime import date, time

import pytest
from streamlit.testing.v1 import AppTest

from karta.privacy import Viewer
from karta.services.importing import entries
from karta.services.needs import requests, rule_rows
from karta.services.register import organisations
from karta.services.workspace import Workspace
from tests.browser.visit import PAGES
from tests.ui.conftest import ShowPage, button, html, part

# The choice of whose roster is read is no form: one of them is shown at a time, and nothing is done by it.
READ = ("roster_ahead", "roster_past")


@pytest.fixture
def two(workspace: Workspace, viewer: Viewer, square: str) -> str:
    """Give the square's id; the fire brigade, first by name, and the walkers are expected there, and go there."""
    for org in ("Vandrarna", "Brandkåren"):
        entries.expect_source(workspace, viewer, org=org, place_id=square)
        entries.add_shift(
            workspace, viewer, org=org, place_id=square, kind="night_walker", weekdays=["FR"], start="20:00",
            end="22:00", adults=2, from_day=date(2026, 9, 1),
        )  # fmt: skip
    return square


def preselected(page: AppTest, names: set[str]) -> list[str]:
    """Return the labels of the choices of a page that name one of these before anybody has chosen."""
    single = [(one.label, one.key, [one.value]) for one in page.selectbox]
    many = [(one.label, one.key, one.value) for one in page.multiselect]
    return [label for label, key, values in single + many if names & set(values) and key not in READ]


@pytest.mark.parametrize("name", [name for name, parts in PAGES.items() if parts])
def test_no_form_takes_the_first_organisation_of_the_alphabet(
    show_page: ShowPage, workspace: Workspace, viewer: Viewer, two: str, name: str
) -> None:
    """With two of them every choice of one is empty, on each part of each page, until somebody chooses."""
    own = organisations.organisations(workspace, viewer)
    page, wrong = show_page(name), []
    for at in PAGES[name]:
        if name == "register":
            page.session_state["place_list"] = {"selection": {"rows": [1], "columns": [], "cells": []}}
        wrong += [f"{at}: {label}" for label in preselected(part(page, at), {*own, *own.values()})]
    assert wrong == []


def test_a_form_without_an_organisation_says_so(
    show_page: ShowPage, workspace: Workspace, viewer: Viewer, two: str
) -> None:
    """Sent as it is, the limit of requests and the word that a roster is complete ask whose; nothing is stored."""
    revision = workspace.store.revision()
    page = part(show_page("requests"), "caps")
    button(page, "Spara taket")
    assert "Skriv vilken organisation det gäller." in html(page)
    page = show_page("register")
    page.session_state["place_list"] = {"selection": {"rows": [1], "columns": [], "cells": []}}
    page.run()
    button(page, "Bekräfta schema")
    assert "Skriv vilken organisation det gäller." in html(page)
    assert workspace.store.revision() == revision
    assert requests.caps(workspace, viewer)["cap"].isna().all()


@pytest.fixture
def short_of_four(workspace: Workspace, viewer: Viewer, two: str) -> str:
    """Give a square that lacks four adults on Thursday from 19 to 23: a roster is in, and nobody goes."""
    for org in ("Vandrarna", "Brandkåren"):
        organisations.confirm_source(workspace, viewer, org, two, date(2026, 9, 30))
    rule_rows.decide_need(
        workspace, viewer, place_id=two, responsible="Kommunen", valid_from=date(2026, 9, 1), adults=4, days="TH",
        start="19:00", end="23:00",
    )  # fmt: skip
    return two


def at_the_gap(show_page: ShowPage, place: str) -> AppTest:
    """Return Luckor at the second hour of the gap."""
    page = show_page("gaps")
    page.query_params.update(vecka="2026-09-14", timme=str(3 * 24 + 14), plats=place)
    page.run()
    return page


def test_a_shift_of_a_gap_asks_for_all_of_it(show_page: ShowPage, short_of_four: str) -> None:
    """Four adults are asked for, from 19 to 23, whatever hour of the gap is shown."""
    page = at_the_gap(show_page, short_of_four)
    # The button's own rerun is that of a part of the page, which there is none of here.
    page.session_state["karta_gap_open"] = f"gap_{short_of_four}_202609171900_2300"
    page.run()
    hours = [field.value for field in page.time_input]
    assert hours == [time(19), time(23)]
    assert next(field.value for field in page.number_input if field.label.startswith("Minst")) == 4
    assert next(field.value for field in page.number_input if field.label.startswith("Högst")) >= 4


@pytest.mark.parametrize("kind", ["presence", "missed", "alone"])
def test_a_request_of_a_gap_asks_for_all_of_it(show_page: ShowPage, short_of_four: str, kind: str) -> None:
    """Each of the panel's ways to ask leads to a form with the place, Thursday 19-23 and four adults."""
    page = at_the_gap(show_page, short_of_four)
    page.button(f"gap_act_{kind}").click().run()
    filled = {
        name: page.session_state[f"{name}_0"]
        for name in ("request_kind", "place", "day", "from", "to", "adults")
    }
    assert filled == {
        "request_kind": kind, "place": short_of_four, "day": date(2026, 9, 17), "from": time(19), "to": time(23),
        "adults": 4,
    }  # fmt: skip
