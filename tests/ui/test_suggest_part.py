"""Pass, suggestions: kept, set aside, and made into shifts once the four questions are answered."""

from datetime import date, time

import pytest
from streamlit.testing.v1 import AppTest

from karta.privacy import Viewer
from karta.services.importing import entries
from karta.services.needs import rule_rows
from karta.services.register import organisations
from karta.services.register import places as register_places
from karta.services.rosters import shifts
from karta.services.workspace import Workspace
from tests.ui.conftest import ShowPage, button, html, part

# A place called so would be read as a link, were it shown through Markdown.
HOSTILE = "[Torget](javascript:alert(1)) <b>"


@pytest.fixture
def suggested(workspace: Workspace, viewer: Viewer, show_page: ShowPage) -> AppTest:
    """Give the part with walks suggested in a town that wants two adults at two places on Friday 20-22."""
    org = organisations.add_organisation(workspace, viewer, "Nattvandrarna")
    for name, lat in ((HOSTILE, 59.0), ("Parken", 59.1)):
        entries.add_place(workspace, viewer, name=name, kind="square", lat=lat, lon=15.0)
        frame = register_places.places(workspace, viewer).set_index("name")
        place = str(frame.loc[name, "id"])
        entries.expect_source(workspace, viewer, org="Nattvandrarna", place_id=place)
        organisations.confirm_source(workspace, viewer, org, place, date(2026, 9, 30))
        rule_rows.decide_need(
            workspace, viewer, place_id=place, days="FR", start="20:00", end="22:00", adults=2,
            responsible="Nattvandrarna", valid_to=date(2026, 12, 31),
        )  # fmt: skip
    page = part(show_page("rosters"), "suggest")
    button(page, "Föreslå")
    return page


def test_walks_are_made_once_the_questions_are_answered(
    workspace: Workspace, viewer: Viewer, suggested: AppTest
) -> None:
    """Without answers nothing is made; with four ticks both shifts are, in one act, and the note can undo it."""
    assert "2 pass föreslås" in html(suggested)
    assert "&lt;b&gt;" in html(suggested)
    button(suggested, "Gör 2 pass")
    assert "fyra frågorna" in html(suggested)
    assert shifts.ahead(workspace, viewer).understaffed == []
    for box in suggested.checkbox:
        if box.key.startswith("walks_child_"):
            box.check()
    suggested.run()
    button(suggested, "Gör 2 pass")
    assert not suggested.exception
    assert len(shifts.ahead(workspace, viewer).understaffed) == 2
    assert "2 pass är gjorda" in html(suggested)
    button(suggested, "Ångra")
    assert shifts.ahead(workspace, viewer).understaffed == []


def test_numbers_stand_on_the_map_by_place_and_day_and_in_the_list(suggested: AppTest) -> None:
    """1 and 2 on a map, and over the 4 missing of their day; one that is set aside is 2 and struck, and comes back."""
    shown = html(suggested)
    assert "alt='Karta med pass 1 till 2. Samma nummer står i tabellen och i listan.'" in shown
    assert shown.count("<span class='karta-number proposed'>1</span>") == 2
    named = "&lt;b&gt;, fre 18 sep, 20:00\u201322:00, föreslås"
    assert named in shown
    assert "<b>" not in shown
    assert shown.count("4 vuxentimmar saknas.") == 2
    button(suggested, "Inte det här")
    shown = html(suggested)
    assert shown.count("<span class='karta-number rejected'>2</span>") == 2
    assert "20:00\u201322:00, lagt åt sidan" in shown
    button(suggested, "Ta med igen")
    assert "karta-number rejected" not in html(suggested)
    assert "2 pass föreslås" in html(suggested)


def test_a_closer_look_bounds_what_there_is_to_give(
    workspace: Workspace, viewer: Viewer, suggested: AppTest
) -> None:
    """Two adult-hours make one walk of an hour; from nine it is the later one; kronor are asked for once priced."""
    assert [field.key for field in suggested.number_input if field.key == "suggest_kronor"] == []
    suggested.number_input("suggest_hours").set_value(2)
    suggested.time_input("suggest_earliest").set_value(time(21))
    button(suggested, "Föreslå")
    assert "1 pass föreslås" in html(suggested)
    assert "21:00\u201322:00" in html(suggested)
    with workspace.act(viewer, "set") as act:
        act.insert("setting", [{"key": "hour_price", "value": "400"}])
    suggested.run()
    suggested.number_input("suggest_kronor").set_value(799)
    button(suggested, "Föreslå")
    assert "0 pass föreslås" in html(suggested)


def test_one_is_set_aside_one_kept_and_the_two_ways_are_compared(suggested: AppTest) -> None:
    """One set aside leaves one; kept, it says so; starting over brings both back; both ways of counting stand there."""
    button(suggested, "Inte det här")
    assert "1 pass föreslås" in html(suggested)
    button(suggested, "Behåll")
    assert ", behålls" in html(suggested)
    suggested.toggle(key="suggest_compare").set_value(True).run()
    assert "Med prioritet och mörker" in html(suggested)
    button(suggested, "Börja om utan det som behållits eller lagts åt sidan")
    assert not suggested.exception
    assert "2 pass föreslås" in html(suggested)
