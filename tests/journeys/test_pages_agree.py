"""Figures agree on the pages themselves: what *Luckor* and *Blad* render of random towns is the same, to the tenth."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from karta.services.gaps import exports
from karta.services.gaps import period as gaps_period
from karta.ui.context import Context
from tests.journeys.random_towns import MONDAY, NOW, VIEWER, made, plain
from tests.ui.conftest import _page, html


@pytest.mark.parametrize("seed", range(5))
def test_the_pages_themselves_tell_the_same(seed: int, prepared: Path, tmp_path: Path) -> None:
    """Rendered: the sums of Luckor and of the sheet, the state of the shown hour in the panel and in the file."""
    workspace = made(seed, prepared, tmp_path / "own")
    period = gaps_period.week(workspace, VIEWER, MONDAY)
    pages = {}
    for name in ("gaps", "sheets"):
        page = AppTest.from_function(
            _page, args=(str(workspace.folder), name, NOW.isoformat()), default_timeout=60
        )
        page.query_params.update(vecka=str(MONDAY), timme=str(4 * 24 + 14))
        page.run()
        assert not page.exception
        # The name of a place may be a link after its mark.
        pages[name] = re.sub(r"</?(?:a|span)\b[^>]*>", "", html(page))
    say = Context(workspace, VIEWER).say
    for name in ("need", "covered", "gap", "unknown"):
        on_page = re.search(rf"<dt>{say(f'ui.{name}')}</dt><dd><strong>([^<]+)<", pages["gaps"])
        on_sheet = re.search(rf"<dt>{say(f'sheets.sum_{name}')}</dt><dd>([^<]+)<", pages["sheets"])
        assert on_page is not None
        assert on_sheet is not None
        assert on_page.group(1) == on_sheet.group(1), name
    file = exports.grid(period, "sv")
    friday = file[(file["Datum"] == MONDAY + timedelta(days=4)) & (file["Timme"] == "20\u201321")]
    for row in friday.to_dict("records"):
        place = period.places.set_index("place_id").loc[row["Plats-id"]]
        name = place["name"] or say(f"kinds.{place['kind']}")
        assert (f"<li>{name}: {plain(row['Lucka'])} behövs till" in pages["gaps"]) == (row["Lucka"] > 0)
        assert (f"<li>{name}: {plain(row['Kända vuxna'])}</li>" in pages["gaps"]) == (row["Kända vuxna"] > 0)
    for run in period.gaps.head(2).itertuples(index=False):
        assert f"<bdi>{run.place}</bdi>" in pages["sheets"]
