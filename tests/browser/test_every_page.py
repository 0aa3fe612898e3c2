"""One visit of every page and every part, where everything that people can type is an attack: on a desk and on a phone.

It looks at once at what is shown, what was executed, who was asked, what axe says, and what the page is wider than.
"""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from karta.i18n import text
from karta.model.letters import stored_form
from karta.model.place import name_key
from karta.reports.paper import drawable
from karta.reports.shown import shown
from karta.services.register import organisations
from tests.browser.conftest import ROOT, Serve, app_command, map_frame
from tests.browser.hostile_town import BY_FIELD, VIEWER, Town
from tests.browser.looking import barriers, cut_words, english, faults, plain, words
from tests.browser.settling import PATIENCE, settled
from tests.browser.visit import PAGES, stops
from tests.reports.names import HOSTILE

pytestmark = pytest.mark.browser

Foreign = Callable[[Page], list[str]]
# Where each kind of field is met as it was typed; "panel", "shift" and "own" are beside the parts of the pages.
MET = {
    "map": ["place", "area"], "requests-caps": ["organisation"], "rosters-ahead": ["title"], "shift": ["notice"],
    "rosters-people": ["person"], "requests-open": ["why", "offered", "reply"], "needs-risk": ["evening"],
    "sheets-contacts": ["function"],
    "panel": ["answerable"], "begin-need": ["chosen"], "register-waiting": ["chosen"],
     "own": ["meeting_point", "notes", "invite_to", "title"],
}  # fmt: skip


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Give the town of attacks."""
    return Town(tmp_path_factory.mktemp("hostile") / "own")


@pytest.fixture(scope="module")
def app(serve: Serve, town: Town) -> str:
    """Give the address of the app on it."""
    return serve(app_command(town.workspace.folder))


def test_everything_typed_is_met_in_the_town() -> None:
    """The fields hold every name of the list, and whatever is not a field of a page is a field of a place."""
    assert set(BY_FIELD["place"]) == set(BY_FIELD["organisation"]) == set(HOSTILE)
    assert len(HOSTILE) >= 70


def met(field: str) -> list[str]:
    """Return what a field of the town shows: as typed, but for what files bring.

    Of a name in a file the places where a line may break are not stored, and organisations whose names look the same
    are one, by its first name.
    """
    if field not in ("place", "organisation"):
        return BY_FIELD[field]
    names = [stored_form(name) for name in BY_FIELD[field]]
    return names if field == "place" else list({name_key(name): name for name in reversed(names)}.values())


@pytest.mark.parametrize(("width", "scheme"), [("page_desktop", "light"), ("page_phone", "dark")])
def test_every_page_shows_names_as_typed_and_bars_nobody(
    width: str, scheme: str, request: pytest.FixtureRequest, app: str, town: Town, foreign_requests: Foreign
) -> None:
    """Names as typed, nothing executed, no error, nobody else asked, no Deploy, nothing too wide, axe content, no
    English.
    """
    page: Page = request.getfixturevalue(width)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_default_timeout(PATIENCE)
    spoken: list[str] = []
    page.on("dialog", lambda dialog: (spoken.append(dialog.message), dialog.dismiss()))
    seen: dict[str, str] = {}
    wrong: list[str] = []

    def look(name: str) -> None:
        # A grid is written when it comes near the screen.
        for grid in page.locator(".week-grid").all():
            grid.scroll_into_view_if_needed()
            grid.locator("tbody th").first.wait_for()
        seen[name] = words(page)
        # The app's own words have room in every field; a name may be as long as it likes.
        cut = [
            f"cut off: {one}" for one in cut_words(page) if not any(plain(n) in plain(one) for n in HOSTILE)
        ]
        foreign = [
            f"English: {one}" for one in english(page) if not any(plain(n) in plain(one) for n in HOSTILE)
        ]
        wrong.extend(f"{name}: {one}" for one in [*faults(page), *barriers(page), *cut, *foreign])

    for stop in stops(page, app):
        if stop.page == "gaps":
            seen["map"] = plain("\u241e".join(map_frame(page).evaluate("kartaMap.week.name"))) + words(page)
        look(str(stop))
        assert page.evaluate("document.documentElement.lang") == "sv"
    page.goto(f"{app}/luckor?plats={town.busy}")
    page.get_by_role("heading", name=HOSTILE[0], exact=True).first.wait_for()
    settled(page)
    look("panel")
    page.goto(f"{app}/pass?pass={town.cancelled}")
    page.locator(".st-key-karta_shift h3").wait_for()
    settled(page)
    look("shift")
    own = f"p/{town.token}"
    for name, path in (
        ("own", own),
        ("report", f"{own}/rapport/{town.past}"),
        ("join", f"light/med/{town.org}"),
    ):
        page.goto(f"{app}/{path}")
        look(name)
    assert {name.partition("-")[0] for name in seen} >= set(PAGES)
    unmet = [
        f"{where}: {field} {one!r}" for where, fields in MET.items() for field in fields for one in met(field)
        if plain(one) not in seen[where]
    ]  # fmt: skip
    assert not [*unmet, *wrong], "\n".join([*unmet, *wrong])
    assert not spoken
    assert foreign_requests(page) == []
    assert not (ROOT / "karta-hit").exists()


def test_sheets_of_paper_hold_the_names(page_desktop: Page, app: str, town: Town) -> None:
    """The sheet of a walk and the week on the wall open, with title, place and team as typed, and do nothing."""
    page = page_desktop
    page.set_default_timeout(PATIENCE)
    for part, key in (("walk", "walk_pdf"), ("wall", "wall_pdf")):
        page.goto(f"{app}/blad?del={part}&vecka={town.week}")
        if part == "wall":
            # Whose week it is is nobody's to guess.
            team = organisations.organisations(town.workspace, VIEWER)[town.org]
            page.locator(".st-key-wall_org").get_by_role("combobox").fill(team)
            page.get_by_role("option", name=team, exact=True).click()
        button = page.locator(f".st-key-{key} button")
        button.wait_for()
        settled(page)
        with page.expect_download() as waiting:
            button.click()
        content = Path(waiting.value.path()).read_bytes()
        said = re.sub(r"\s+", "", "".join(one.extract_text() for one in PdfReader(io.BytesIO(content)).pages))
        assert re.sub(r"\s+", "", shown(BY_FIELD["title"][0], drawable())) in said
        assert b"/JavaScript" not in content
        assert b"/URI" not in content


def test_the_app_is_english_where_one_asks_for_it(page_desktop: Page, app: str) -> None:
    """The link at the top changes words, days and the page's own language; it stays on the next page and in a link.

    Back leads to the former part of a page.
    """
    page = page_desktop
    page.set_default_timeout(PATIENCE)
    page.goto(f"{app}/pass?del=new")
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**lang=en**")
    expect(page.get_by_role("heading", level=1)).to_have_text(text("ui.page.rosters", "en"))
    assert page.evaluate("document.documentElement.lang") == "en"
    assert "del=new" in page.url
    page.get_by_role("link", name=text("ui.page.gaps", "en"), exact=True).click()
    frame = map_frame(page)
    assert frame.evaluate("document.documentElement.lang") == "en"
    assert frame.get_by_text("Legend").count() or frame.get_by_text(text("map.legend", "en")).count()
    page.goto(f"{app}/pass")
    page.wait_for_function("document.querySelectorAll('.st-key-rosters_part button').length > 2")
    settled(page)
    assert page.evaluate("document.documentElement.lang") == "en"
    parts = page.locator(".st-key-rosters_part button")
    parts.nth(1).click()
    page.wait_for_url("**del=**")
    parts.nth(2).click()
    page.wait_for_url(re.compile(r"del=past|del=notices|del=(?!people)"))
    page.go_back()
    page.wait_for_url("**del=**")
    settled(page)
    expect(parts.nth(1)).to_have_attribute("aria-checked", "true")


def test_the_tour_is_five_steps_by_key_shown_once_and_opened_again(page_desktop: Page, app: str) -> None:
    """Enter on the button that has the focus goes on; once left, the tour is not there the next time, but at hand."""
    page = page_desktop
    page.set_default_timeout(PATIENCE)
    page.goto(app)
    for number in range(1, 5):
        page.get_by_role("heading", name=text(f"ui.tour_title_{number}")).wait_for()
        page.get_by_role("button", name=text("ui.tour_next")).focus()
        page.keyboard.press("Enter")
    page.get_by_role("heading", name=text("ui.tour_title_5")).wait_for()
    page.get_by_role("link", name=text("ui.tour_done")).focus()
    page.keyboard.press("Enter")
    again = page.get_by_role("button", name=text("ui.tour_again"))
    again.wait_for()
    page.goto(app)
    again.wait_for()
    assert page.get_by_text(text("ui.tour_title_1")).count() == 0
    again.click()
    page.get_by_role("heading", name=text("ui.tour_title_1")).wait_for()
