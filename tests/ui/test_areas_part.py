"""Områden on the page Uppföljning: what each area has, as words in a table; nothing ranks them."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from tests.services.follow_up import area_town
from tests.ui.conftest import html, page_of


def areas_of(folder: Path) -> AppTest:
    """Return the part of the page of a workspace."""
    page = page_of(str(folder), "follow_up", area_town.NOW)
    page.query_params["del"] = "areas"
    return page.run()


def test_areas_are_a_table_in_alphabetical_order(tmp_path: Path) -> None:
    """North has 3.0 per 100, in a row before those that come after it in the alphabet; what is held back says why."""
    area_town.make(tmp_path / "own")
    page = areas_of(tmp_path / "own")
    assert not page.exception
    shown = html(page)
    rows = [shown.index(f">{name}<") for name in ("Norr", "Söder", "Väster", "Öster")]
    assert rows == sorted(rows)
    assert (">3,0<" in shown, ">minst 3,0<" in shown) == (True, True)
    assert "Färre än 100" in shown
    assert "2 områden: från 3,0 till 3,0, hälften har 3,0 eller mindre." in shown


def test_the_dots_have_no_names(tmp_path: Path) -> None:
    """What is drawn of the spread holds amounts and whose they are, and not one name of an area."""
    area_town.make(tmp_path / "own")
    (chart,) = areas_of(tmp_path / "own").get("vega_lite_chart")
    sent = str(chart.proto)
    assert not any(name in sent for name in ("Norr", "Söder", "Väster"))


def test_a_workspace_without_areas_says_so(tmp_path: Path) -> None:
    """Nothing is shown of what is not there."""
    area_town.create(tmp_path / "own", now=lambda: area_town.NOW)
    assert "Inget område har någon plats ännu" in html(areas_of(tmp_path / "own"))
