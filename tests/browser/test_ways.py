"""A way for a shift in a real browser: a stop taken out or dragged, used by one group or two, on the sheet."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from karta.model.shift import ShiftPlan
from karta.privacy import Viewer
from karta.services.importing import entries
from karta.services.needs import rule_rows
from karta.services.register import organisations, places
from karta.services.rosters import shifts
from karta.services.workspace import create
from tests.browser.conftest import Serve, app_command, map_frame
from tests.browser.settling import PATIENCE, settled

pytestmark = pytest.mark.browser

LOCAL = Viewer("samordnare", "local")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
METRES = 1 / 111_320
# How far north of the square, in metres: 130 m to the yard are two minutes, 520 m to the park seven.
NORTH = {"Torget": 0, "Gården": 100, "Parken": 400}


@pytest.fixture
def story(serve: Serve, tmp_path: Path) -> str:
    """Give the address of the only shift of a town without streets: two adults are missing in the yard and the park."""
    town = create(tmp_path / "own")
    day = town.today + timedelta(days=2)
    org = organisations.add_organisation(town, LOCAL, "Nattvandrarna")
    for name, north in NORTH.items():
        entries.add_place(town, LOCAL, name=name, kind="square", lat=59.0 + north * METRES, lon=15.0)
        place = str(places.places(town, LOCAL).set_index("name")["id"][name])
        entries.expect_source(town, LOCAL, org="Nattvandrarna", place_id=place)
        organisations.confirm_source(town, LOCAL, org, place, day)
        if name == "Torget":
            shifts.create_shift(town, LOCAL, ShiftPlan(place, day, "20:00", "21:00", (org,)))
        else:
            rule_rows.decide_need(
                town, LOCAL, place_id=place, days=DAYS[day.weekday()], start="20:00", end="21:00", adults=2,
                responsible="Nattvandrarna", valid_to=day,
            )  # fmt: skip
    (occurrence,) = shifts.ahead(town, LOCAL).understaffed
    town.store.close()
    return f"{serve(app_command(tmp_path / 'own'))}/pass?pass={occurrence.occurrence_id}"


def asked(page: Page, address: str, groups: int) -> None:
    """Open the shift and ask for the ways of so many groups."""
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    page.get_by_text("Föreslå väg", exact=True).click()
    settled(page)
    page.get_by_role("radiogroup", name="Grupper").get_by_text(str(groups), exact=True).click()
    page.get_by_role("button", name="Sök väg").click()
    # The search runs beside the page: what uses the ways comes with them.
    expect(page.get_by_role("button", name="Använd väg")).to_be_visible(timeout=PATIENCE)
    settled(page)


def fetched(page: Page, name: str) -> bytes:
    """Return the file that a button gives."""
    with page.expect_download(timeout=PATIENCE) as waiting:
        page.get_by_role("button", name=name).click()
    return Path(waiting.value.path()).read_bytes()


def test_a_stop_is_taken_out_and_the_way_is_used_on_a_phone(story: str, page_phone: Page) -> None:
    """Without the park 20:02-20:18 at the yard is left; used, it stands on the sheet and the file can be fetched."""
    page = page_phone
    asked(page, story, 1)
    expect(page.get_by_text("2 stopp")).to_be_visible()
    page.get_by_text("Ändra stoppen", exact=True).click()
    settled(page)
    # Which comes first is the solver's: the park goes out, whatever its number.
    choice = page.get_by_role("combobox", name="Stopp")
    choice.click()
    page.get_by_role("option", name="Parken").click()
    settled(page)
    page.get_by_role("button", name="Ta bort stoppet").click()
    expect(page.get_by_text("1 stopp, 200 meter, från 20:00 och tillbaka 20:20.")).to_be_visible()
    expect(page.get_by_text("Parken: ni tog bort stoppet.")).to_be_visible()
    expect(page.get_by_role("button", name="Ta bort stoppet")).to_be_disabled()
    settled(page)
    page.get_by_role("button", name="Använd vägen för passet").click()
    expect(page.get_by_text("Passet har fått vägen och stoppen.")).to_be_visible()
    settled(page)
    assert b"Parken" not in (track := fetched(page, "Hämta vägen (GPX)"))
    assert "Gården".encode() in track
    page.get_by_role("link", name="Vandringsblad att ha med (PDF)").click()
    settled(page)
    sheet = PdfReader(io.BytesIO(fetched(page, "Ladda ner vandringsbladet (PDF)"))).pages[0].extract_text()
    assert "20:02" in sheet
    assert "20:18" in sheet


def test_a_stop_is_dragged_and_two_groups_get_a_shift_each_on_a_desk(story: str, page_desktop: Page) -> None:
    """A stop and a line for each group; one is dragged to the square, where nobody is missing; then two shifts."""
    page = page_desktop
    asked(page, story, 2)
    expect(page.get_by_text("2 grupper behöver minst 4 vuxna. Passet har 0 anmälda.")).to_be_visible()
    for name in ("Grupp A: streckad linje", "Grupp B: prickad linje"):
        expect(page.get_by_role("heading", name=name)).to_be_visible()
    for letter in "AB":
        expect(page.get_by_role("button", name=f"Hämta väg {letter} (GPX)")).to_be_visible()
    frame = map_frame(page, seconds=60)
    page.locator("iframe[src*=folium]").scroll_into_view_if_needed()
    settled(page)
    assert frame.locator(".karta-mark").all_inner_texts() == ["A1", "B1"]
    box = page.locator("iframe[src*=folium]").bounding_box()
    assert box is not None
    sign = frame.locator(".karta-mark-place[title$=Parken]").bounding_box()
    square = frame.evaluate(
        "() => { const m = window.kartaMap; const [lon, lat] = m.picture.view.point;"
        " const at = m.map.latLngToContainerPoint([lat, lon]); return [at.x, at.y]; }"
    )
    assert sign is not None
    page.mouse.move(sign["x"] + 15, sign["y"] + 15)
    page.mouse.down()
    page.mouse.move(box["x"] + square[0], box["y"] + square[1], steps=8)
    page.mouse.up()
    expect(page.get_by_text("Torget 20:00\u201320:16: ingen saknas där då.")).to_be_visible()
    settled(page)
    page.get_by_role("button", name="Använd vägarna").click()
    expect(page.get_by_text("2 pass har fått var sin väg.")).to_be_visible()
    expect(page.get_by_text("Grupp B").first).to_be_visible()
    page.get_by_role("button", name="Ångra").click()
    expect(page.get_by_text("Grupp B")).to_have_count(0)
