"""The register's page as a hand works it: choose a part, press a button, hand in a file."""

import html as markup
import re
from time import monotonic, sleep

from streamlit.testing.v1 import AppTest

from tests.ui.conftest import html

ROSTER = (
    "plats;veckodag;från;till;organisation;roll;antal\n"
    "Torget;fredag;20:00;24:00;Nattvandrarna;nattvandrare;4\n"
    "Gamla hamnen;lördag;20:00;24:00;Nattvandrarna;nattvandrare;3\n"
    "gamla Hamnen;söndag;18:00;20:00;Scouterna;ledare;2\n"
    "Torget;söndag;25:00;22:00;Scouterna;ledare;2\n"
)


def button(page: AppTest, label: str) -> None:
    """Press the first button of a label."""
    next(widget for widget in page.button if widget.label == label).click().run()
    finish(page)


def upload(page: AppTest, name: str, content: str) -> None:
    """Hand a file to the page."""
    page.file_uploader[0].set_value((name, content.encode(), "text/csv")).run()
    finish(page)


def table(page: AppTest, title: str) -> list[list[str]]:
    """Return the cells of each row of the table whose title begins so."""
    shown = next(part for part in html(page).split("<table ")[1:] if part.startswith(f"aria-label='{title}"))
    rows = re.findall(r"<tr[^>]*>((?:<td[^>]*>.*?</td>)+)</tr>", shown, re.DOTALL)
    return [
        [markup.unescape(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)] for row in rows
    ]


def finish(page: AppTest) -> None:
    """Look again until what runs beside the page is done."""
    deadline = monotonic() + 60
    while "resten av Karta under tiden" in html(page) and monotonic() < deadline:
        sleep(0.2)
        page.run()
    assert not page.exception, page.exception[0].value
