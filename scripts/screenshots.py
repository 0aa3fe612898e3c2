"""Take a picture of every page and part of the demo into screenshots/ (not in git): wide and narrow, light and dark.

Run `python -m scripts.screenshots [FOLDER] [PAGE ...]`. Beside the pages: the panel of a place, the tour, the light
pages of a personal link, and the sheets of paper as PDF, each also as a picture where `pdftoppm` is installed.
"""

import shutil
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from karta.model.shift import ShiftPlan
from karta.privacy import Viewer
from karta.services import invitations, register, requests, rosters, signups, walk_sheets
from karta.services.workspace import Workspace, create, load_demo
from tests.browser.conftest import ARGUMENTS, ROOT, Servers, app_command, map_frame
from tests.browser.visit import settled, stops

VIEWER = Viewer(function="samordnare", role="coordinator")
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


def main() -> int:
    """Take all pictures and return 0."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "screenshots"
    only = set(sys.argv[2:]) or None
    target.mkdir(exist_ok=True, parents=True)
    found = shutil.which("chromium") or sys.exit(
        "Chromium is missing: `make browser-ready` says how to get it"
    )
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        workspace = create(Path(folder) / "workspace")
        load_demo(workspace, VIEWER)
        place, token = _lived_in(workspace)
        servers = Servers(Path(folder))
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        try:
            address = servers.start(app_command(workspace.folder))
            for size in SIZES:
                for scheme in SCHEMES:
                    _take(browser, address, target / f"{size}-{scheme}", size, scheme, only, place, token)
        finally:
            browser.close()
            servers.stop()
        if only is None:
            _papers(workspace, target / "paper")
    return 0


def _lived_in(workspace: Workspace) -> tuple[str, str]:
    """Let the demo be lived in a little: shifts with and without people, a question; return a place and a link."""
    places = register.places(workspace, VIEWER).set_index("name")["id"]
    square = str(places["Rönnbackstorget"])
    org = rosters.add_organisation(workspace, VIEWER, "Nattvandrarna i Rönnbacken")
    first, token = invitations.invite(workspace, VIEWER, org, "Ida")
    others = [invitations.invite(workspace, VIEWER, org, name)[1] for name in ("Omar", "Sanna")]
    del first
    for days, title in (
        (2, "Fredagsvandring"),
        (3, "Lördagsvandring"),
        (9, "Fredagsvandring"),
        (-1, "Torsdag"),
    ):
        plan = ShiftPlan(
            square, workspace.today + timedelta(days=days), "21:00", "23:30", (org,), title=title,
            meeting_point="Fritidsgårdens entré", notes="Reflexvästar finns hos vaktmästaren.",
            invite_to="Öppen hall i Rönnbacksskolan till 22", known_here=True, roles=("walk_leader",),
        )  # fmt: skip
        rosters.create_shift(workspace, VIEWER, plan)
    who = [signups.by_link(workspace, one) for one in (token, *others)]
    turns = signups.shifts_i_could_take(workspace, who[0])
    for number, turn in enumerate(turns[:2]):
        for one in who[: 2 - number]:
            signups.sign_up(workspace, one, turn.turn_id, is_adult=True)
    requests.ask_presence(
        workspace, VIEWER, place_id=square, to_org=org, start="20:00", end="23:00",
        day=workspace.today + timedelta(days=4), why="Många samlas efter skolan.", offered="Kaffe och västar.",
    )  # fmt: skip
    return square, token


def _take(
    browser: Browser, address: str, target: Path, size: str, scheme: str, only: set[str] | None, place: str, token: str
) -> None:  # fmt: skip
    target.mkdir(exist_ok=True)
    context = browser.new_context(locale="sv-SE", color_scheme=scheme, **SIZES[size])  # type: ignore[arg-type]
    page = context.new_page()

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
        for name, path in (("own", ""), ("own-english", "?lang=en")):
            page.goto(f"{address}/p/{token}{path}")
            shoot(name)
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
    turn = rosters.ahead(workspace, VIEWER).staffed[0]
    org, name = next(iter(rosters.organisations(workspace, VIEWER).items()))
    papers = {
        "walk": walk_sheets.walk_pdf(workspace, VIEWER, turn.turn_id),
        "wall": walk_sheets.wall_pdf(
            workspace, VIEWER, turn.parties[0].organisation_id or org, workspace.today
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
