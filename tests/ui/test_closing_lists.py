"""What else closes gaps, on Luckor and on Pass: computed once it is pressed; a question is sent once."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from karta.privacy import Viewer
from karta.services.needs import requests
from karta.services.planning import double_work
from karta.services.workspace import Workspace
from tests.services.planning import double_town
from tests.ui.conftest import ShowPage, button, html, part

FRIDAY = date(2026, 9, 18)


def press(page: AppTest, name: str) -> None:
    """Press one of the three lists."""
    next(group for group in page.button_group if group.key.endswith("_closing")).set_value(name)
    page.run()
    assert not page.exception, page.exception[0].value


@pytest.mark.parametrize("name", ["gaps", "rosters"])
def test_the_three_lists_stand_beside_the_gaps_one_press_each(
    workspace: Workspace, viewer: Viewer, show_page: ShowPage, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Unpressed, nothing is computed; pressed, the question has its figures and is sent; then it waits."""
    double_town.fill(workspace, FRIDAY)
    computed: list[str] = []
    propose = double_work.propose
    monkeypatch.setattr(double_work, "propose", lambda *given: computed.append("double") or propose(*given))
    page = show_page(name)
    if name == "rosters":
        page = part(page, "suggest")
    assert computed == []
    press(page, "double_work")
    assert computed == ["double"]
    assert (
        "vuxentimmar är 10 som förut, luckan går från 4 till 0 vuxentimmar, tomma timmar från 2 till 0"
        in html(page)
    )
    button(page, "Skicka frågan till Förening B")
    (sent,) = requests.visible(workspace, viewer).to_dict("records")
    assert (sent["to_org"], sent["place"]) == ("Förening B", "Stationen")
    assert "Frågan är skickad till Förening B" in html(page)
    assert "väntar på svar" in html(page)
    press(page, "quiet_nights")
    assert "Det frigör 6 vuxentimmar" in html(page)
    press(page, "roster_price")
    assert "Inget schema saknas" in html(page)
