"""Paper from a real browser: the sheet prints as one page, its PDF opens, and no name on it does anything."""

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from karta.privacy import Viewer
from karta.services.importing import entries
from karta.services.needs import rule_rows
from karta.services.register import places
from karta.services.workspace import create
from tests.browser.conftest import Serve, app_command
from tests.reports.names import HOSTILE

pytestmark = pytest.mark.browser

VIEWER = Viewer("samordnare", "local")
PATIENCE = 60_000
SHOWN = 5


@pytest.fixture
def app(serve: Serve, tmp_path: Path) -> str:
    """Give the address of an app on places with hostile names, each with a need that nobody is known to meet."""
    made = create(tmp_path / "own")
    for number, name in enumerate(name for name in HOSTILE[:12] if name.strip()):
        entries.add_place(made, VIEWER, name=name, kind="square", lat=59.0 + number / 50, lon=15.0)
    for place_id in places.places(made, VIEWER)["id"]:
        rule_rows.decide_need(
            made, VIEWER, place_id=place_id, adults=2, days="all", start="20:00", end="22:00",
            responsible="Kommunen", valid_from=made.today - timedelta(days=14),
        )  # fmt: skip
        entries.expect_source(made, VIEWER, org="<i>Klubben</i> {{7*7}}", place_id=place_id)
    return serve(app_command(made.folder))


def test_the_sheet_prints_on_one_page_and_its_pdf_opens(
    page_desktop: Page, app: str, foreign_requests: Callable[[Page], list[str]]
) -> None:
    """On screen, printed and downloaded: names as typed, nothing executed, one A4 page, and nobody else is asked."""
    spoken: list[str] = []
    page_desktop.on("dialog", lambda dialog: (spoken.append(dialog.message), dialog.dismiss()))
    page_desktop.goto(f"{app}/blad")
    sheet = page_desktop.locator("article.karta-sheet")
    expect(sheet).to_contain_text("schema från <i>Klubben</i> {{7*7}}", timeout=PATIENCE)
    assert sum(name in sheet.inner_text() for name in HOSTILE) >= SHOWN
    # The map and the parts of the bar are the sheet's own.
    assert sheet.locator("script, img:not(.week-map), i:not(.karta-bar i), b").count() == 0
    button = page_desktop.get_by_role("button", name="Ladda ner som PDF")
    expect(button).to_be_enabled(timeout=PATIENCE)
    with page_desktop.expect_download(timeout=PATIENCE) as waiting:
        button.click()
    downloaded = PdfReader(Path(waiting.value.path()))
    assert len(downloaded.pages) == 1
    assert "Samverkansblad" in downloaded.pages[0].extract_text()
    printed = PdfReader(io.BytesIO(page_desktop.pdf(prefer_css_page_size=True)))
    assert len(printed.pages) == 1
    words = printed.pages[0].extract_text()
    assert "Datatäckning" in words
    assert "Ladda ner som PDF" not in words
    assert spoken == []
    assert page_desktop.evaluate("window.hit") is None
    assert foreign_requests(page_desktop) == []
