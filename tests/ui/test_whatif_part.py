"""Tänk om: what three changes would bring side by side, kept under a name and taken away again."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from karta.privacy import Viewer
from karta.services.importing import entries
from karta.services.needs import rule_rows
from karta.services.planning import scenarios
from karta.services.register import organisations
from karta.services.register import places as register_places
from karta.services.workspace import Workspace
from tests.ui.conftest import ShowPage, button, html, part

HOSTILE = "<b>Torget</b> [x](javascript:alert(1))"


@pytest.fixture
def opened(workspace: Workspace, viewer: Viewer, show_page: ShowPage) -> AppTest:
    """Give the part of a town that wants two adults at a square on Friday 21-23, where every roster is in."""
    org = organisations.add_organisation(workspace, viewer, "Nattvandrarna")
    entries.add_place(workspace, viewer, name=HOSTILE, kind="square", lat=59.0, lon=15.0)
    place = str(register_places.places(workspace, viewer)["id"].iloc[0])
    entries.expect_source(workspace, viewer, org="Nattvandrarna", place_id=place)
    organisations.confirm_source(workspace, viewer, org, place, date(2026, 9, 30))
    rule_rows.decide_need(
        workspace, viewer, place_id=place, days="FR", start="21:00", end="23:00", adults=2,
        responsible="Nattvandrarna", valid_to=date(2026, 12, 31),
    )  # fmt: skip
    return part(show_page("rosters"), "whatif")


def test_changes_stand_side_by_side_and_are_kept(
    workspace: Workspace, viewer: Viewer, opened: AppTest
) -> None:
    """Six walkers close 4 of the 12 adult-hours that they cost, 0.33 for each; kept, taken away, and escaped."""
    place = str(register_places.places(workspace, viewer)["id"].iloc[0])
    button(opened, "Jämför")
    assert "Varje förändring behöver" in html(opened)
    opened.multiselect(key="whatif_places_1").set_value([place])
    opened.text_input(key="whatif_name_1").set_value("<i>Sex</i>")
    opened.number_input(key="whatif_kronor_1").set_value(100)
    button(opened, "Jämför")
    shown = html(opened)
    assert "Luckorna är 4 vuxentimmar" in shown
    assert "&lt;i&gt;Sex&lt;/i&gt;" in shown
    assert "<i>Sex" not in shown
    assert "data-head='Kostar vuxentimmar'>12</td>" in shown
    assert "data-head='1 &lt;i&gt;Sex&lt;/i&gt;'" in shown
    # 4 of 12, and 4 for 1,200 kronor.
    assert "</i>0,33</span></td>" in shown
    assert "</i>3,33</span></td>" in shown
    assert "&lt;b&gt;Torget" in shown
    # Where and when: pictures, and 2 + 2 in the tables under them.
    assert "alt='Karta med en stapel för varje förändring vid 1 plats." in shown
    assert "alt='Veckans timmar som &lt;i&gt;Sex&lt;/i&gt; ändrar." in shown
    assert [
        shown.count(f"role='rowheader'>{hour}</th>") for hour in ("fre 21\u201322", "fre 22\u201323")
    ] == [
        1,
        1,
    ]
    assert shown.count("</i>2</span></td>") == 2
    assert shown.count(">Summa</th>") == 2
    assert [row.count(">4</td>") for row in shown.split(">Summa</th>")[1:]] == [1, 1]
    button(opened, "Spara jämförelsen")
    assert "Skriv vad det ska heta" in html(opened)
    opened.text_input(key="whatif_keep_name").set_value("Hösten").run()
    button(opened, "Spara jämförelsen")
    assert [kept.name for kept in scenarios.kept(workspace, viewer)] == ["Hösten"]
    assert "Hösten är sparad" in html(opened)
    _opened_again(workspace, viewer, opened, place)
    button(opened, "Ta bort")
    assert scenarios.kept(workspace, viewer) == []


def _opened_again(workspace: Workspace, viewer: Viewer, page: AppTest, place: str) -> None:
    """Kept, it has its map and week twice on the page; once more need is decided that is told, and its 4 stay."""
    (kept,) = scenarios.kept(workspace, viewer)
    map_says = "alt='Karta med en stapel för varje förändring vid 1 plats."
    assert html(page).count(map_says) == 1
    page.toggle(key=f"whatif_pictures_{kept.scenario_id}").set_value(True).run()
    assert html(page).count(map_says) == 2
    assert "De ger samma siffror som när jämförelsen sparades." in html(page)
    rule_rows.decide_need(
        workspace, viewer, place_id=place, days="SA", start="21:00", end="22:00", adults=2,
        responsible="Nattvandrarna", valid_to=date(2026, 12, 31),
    )  # fmt: skip
    page.run()
    assert "luckorna var 4 vuxentimmar och är nu 6." in html(page)
    assert scenarios.kept(workspace, viewer) == [kept]
