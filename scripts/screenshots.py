"""Take a picture of every page and part of the demo into screenshots/ (not in git): wide and narrow, light and dark.

Run `python -m scripts.screenshots [FOLDER] [PAGE ...]`. Beside the pages: the panel of a place, the tour, the light
pages of a personal link, and the sheets of paper as PDF, each also as a picture where `pdftoppm` is installed.

`python -m scripts.screenshots --docs` writes those that the users' docs show into docs/pictures instead.
"""

import shutil
import subprocess
import sys
import tempfile
from itertools import product
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from karta.privacy import Viewer
from karta.services.demo.loading import load_demo
from karta.services.register import organisations
from karta.services.register import places as register_places
from karta.services.rosters import invitations, shifts
from karta.services.sheets import walk_sheets
from karta.services.workspace import Workspace, create
from tests.browser.conftest import ARGUMENTS, ROOT, Servers, app_command, map_frame
from tests.browser.settling import settled, watched
from tests.browser.visit import stops

VIEWER = Viewer(function="samordnare", role="local")
SIZES = {
    "desktop": {"viewport": {"width": 1440, "height": 900}},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "has_touch": True,
        "is_mobile": True,
    },
}
SCHEMES = ("light", "dark")
FOR_DOCS = "--docs"
DOCS, WIDE_IN_DOCS = ROOT / "docs" / "pictures", 1000
# What the users' docs show, with how much of it from above, in pixels.
SHOWN_IN_DOCS = {"rosters-ahead": 1000, "rosters-team": 900, "needs-table": 1000, "sheets-meeting": 1100}


def main() -> int:
    """Take all pictures and return 0."""
    if sys.argv[1:] == [FOR_DOCS]:
        with tempfile.TemporaryDirectory() as folder:
            _pictures(Path(folder), {name.partition("-")[0] for name in SHOWN_IN_DOCS}, light=True)
            _into_docs(Path(folder) / "desktop-light")
        return 0
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "screenshots"
    _pictures(target, set(sys.argv[2:]) or None)
    return 0


def _into_docs(taken: Path) -> None:
    """Write what the docs show: the upper part of a picture, small enough to be kept with the docs."""
    DOCS.mkdir(exist_ok=True)
    for name, height in SHOWN_IN_DOCS.items():
        with Image.open(taken / f"{name}.png") as picture:
            shown = picture.convert("RGB").crop((0, 0, picture.width, min(height, picture.height)))
            shown.thumbnail((WIDE_IN_DOCS, WIDE_IN_DOCS * 4))
            shown.save(DOCS / f"{name}.webp", quality=70, method=6)
            print(DOCS / f"{name}.webp")


def _pictures(target: Path, only: set[str] | None, *, light: bool = False) -> None:
    """Take pictures of the pages named (None: all, and the sheets of paper); `light`: in one of the four ways alone."""
    target.mkdir(exist_ok=True, parents=True)
    found = shutil.which("chromium") or sys.exit(
        "Chromium is missing: `make browser-ready` says how to get it"
    )
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        workspace = create(Path(folder) / "workspace")
        load_demo(workspace, VIEWER)
        places = register_places.places(workspace, VIEWER).set_index("name")["id"]
        place, links = str(places["Rönnbackstorget"]), _links(workspace)
        servers = Servers(Path(folder))
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        try:
            address = servers.start(app_command(workspace.folder))
            for size, scheme in [("desktop", "light")] if light else product(SIZES, SCHEMES):
                _take(browser, address, target / f"{size}-{scheme}", size, scheme, only, place, links)
        finally:
            browser.close()
            servers.stop()
        if only is None:
            _papers(workspace, target / "paper")


def _links(workspace: Workspace) -> dict[str, str]:
    """Return new personal links by what they show: one who waits and has a report to write, one who has been told."""
    names = {name: org for org, name in organisations.organisations(workspace, VIEWER).items()}
    links = {}
    for shown, organisation, person in (
        ("own", "Föräldravandrarna Almhamn", "Sanna"),
        ("own-told", "Strandkyrkans församling", "Gunilla"),
    ):
        people = invitations.invited(workspace, VIEWER, names[organisation])
        person_id = next(one.person_id for one in people if one.name == person)
        links[shown] = invitations.new_link(workspace, VIEWER, person_id)
    return links


def _take(
    browser: Browser, address: str, target: Path, size: str, scheme: str, only: set[str] | None, place: str,
    links: dict[str, str],
) -> None:  # fmt: skip
    target.mkdir(exist_ok=True)
    context = browser.new_context(locale="sv-SE", color_scheme=scheme, **SIZES[size])  # type: ignore[arg-type]
    page = watched(context).new_page()

    def shoot(name: str, *, whole: bool = True) -> None:
        file = target / f"{name}.png"
        _whole(page) if whole else None
        page.screenshot(path=file)
        if whole:
            page.set_viewport_size(SIZES[size]["viewport"])  # type: ignore[arg-type]
        print(file)

    for stop in stops(page, address, only=only):
        shoot(str(stop))
    if only is None or "gaps" in only:
        page.goto(f"{address}/luckor?plats={place}")
        page.locator(".karta-h", has_text="Rönnbackstorget").first.wait_for()
        settled(page)
        map_frame(page)
        shoot("gaps-panel")
    if only is None:
        for name, token in links.items():
            for language, query in (("", ""), ("-english", "?lang=en")):
                page.goto(f"{address}/p/{token}{query}")
                shoot(f"{name}{language}")
    context.close()


def _whole(page: Page) -> None:
    """Make the window as high as the page is long: Streamlit scrolls within it."""
    height = page.evaluate(
        "Math.max(document.documentElement.scrollHeight,"
        " ...[...document.querySelectorAll('[data-testid=stMain]')].map((one) => one.scrollHeight))"
    )
    size = page.viewport_size
    if size is not None and height > size["height"]:
        page.set_viewport_size({"width": size["width"], "height": min(int(height), 4000)})
        page.wait_for_timeout(900)


def _papers(workspace: Workspace, target: Path) -> None:
    target.mkdir(exist_ok=True)
    occurrence = shifts.ahead(workspace, VIEWER).staffed[0]
    org, name = next(iter(organisations.organisations(workspace, VIEWER).items()))
    papers = {
        "walk": walk_sheets.walk_pdf(workspace, VIEWER, occurrence.occurrence_id),
        "wall": walk_sheets.wall_pdf(
            workspace, VIEWER, occurrence.parties[0].organisation_id or org, workspace.today
        ),
        "poster": walk_sheets.poster_pdf(
            workspace,
            VIEWER,
            organisation=name,
            words="Kom med en fredag!",
            address="https://karta.example/med",
        ),
    }
    for named, content in papers.items():
        file = target / f"{named}.pdf"
        file.write_bytes(content)
        print(file)
        if tool := shutil.which("pdftoppm"):
            subprocess.run([tool, "-png", "-r", "90", str(file), str(target / named)], check=True, timeout=60)


if __name__ == "__main__":
    sys.exit(main())
