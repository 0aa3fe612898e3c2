"""Every page of the app and every part of it, as a browser comes to them: for the tests and for the pictures."""

from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Page

from karta.i18n import text
from karta.ui.pages.begin import page as begin_page
from karta.ui.pages.follow_up import page as follow_up_page
from karta.ui.pages.needs import page as needs_page
from karta.ui.pages.register import page as register_page
from karta.ui.pages.requests import page as requests_page
from karta.ui.pages.rosters import page as rosters_page
from karta.ui.pages.sheets import page as sheets_page
from karta.ui.pages.visits import page as visits_page
from tests.browser.conftest import map_frame
from tests.browser.settling import PATIENCE, settled

# Each page by its name in the catalogue, with its parts in the order in which they stand.
PAGES: dict[str, tuple[str, ...]] = {
    "start": (),
    "gaps": (),
    "rosters": tuple(rosters_page.PARTS),
    "visits": (*visits_page.POLICE, "terms"),
    "sheets": tuple(sheets_page.PARTS),
    "follow_up": tuple(follow_up_page.PARTS),
    "needs": needs_page.PARTS,
    "requests": tuple(requests_page.PARTS),
    "register": tuple(register_page.PARTS),
    "begin": tuple(begin_page.STEPS),
    "credits": (),
}
MAP = "iframe[src*=folium]"


@dataclass(frozen=True)
class Stop:
    """Where a visit stands: a page and a part of it, "" where it has none."""

    page: str
    part: str = ""

    def __str__(self) -> str:
        """Return the name of the stop, fit for a file."""
        return "-".join(filter(None, (self.page, self.part)))


def stops(page: Page, address: str, *, only: set[str] | None = None) -> Iterator[Stop]:
    """Open each page and each part of it, one after the other, and give where one stands once it has been drawn."""
    for name, parts in PAGES.items():
        if only is not None and name not in only:
            continue
        # The first page is what the bare address shows; which part one comes to is else the page's to say.
        path = "" if name == "start" else text(f"ui.path.{name}")
        page.goto(f"{address}/{path}{f'?del={parts[0]}' if parts else ''}")
        page.locator("h1").first.wait_for(timeout=PATIENCE)
        for number, part in enumerate(parts or ("",)):
            if number:
                page.locator(f".st-key-{name}_part button").nth(number).click()
                # The address changes when the server has heard of it.
                page.wait_for_url(f"**del={part}**")
            settled(page)
            if page.locator(MAP).count():
                map_frame(page, seconds=120)
            yield Stop(name, part)
