"""Take a picture of every page of the demo, on a desktop and on a phone, into screenshots/ (not kept in git).

Run `python -m scripts.screenshots [FOLDER]`. Pages with a map are taken once the map has drawn.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from karta.i18n import catalogue
from karta.privacy import Viewer
from karta.services.workspace import create, load_demo
from tests.browser.conftest import ARGUMENTS, ROOT, Servers, app_command, map_frame

SIZES = {
    "desktop": {"viewport": {"width": 1440, "height": 900}},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "has_touch": True,
        "is_mobile": True,
    },
}
WITH_MAP = {"gaps"}
SETTLE_MS = 2_500


def main() -> int:
    """Take all pictures and return 0."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "screenshots"
    target.mkdir(exist_ok=True, parents=True)
    found = shutil.which("chromium") or sys.exit(
        "Chromium is missing: `make browser-ready` says how to get it"
    )
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        workspace = Path(folder) / "workspace"
        load_demo(create(workspace), Viewer(function="samordnare", role="coordinator"))
        servers = Servers(Path(folder))
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        try:
            _take(browser, servers.start(app_command(workspace)), target)
        finally:
            browser.close()
            servers.stop()
    return 0


def _take(browser: Browser, address: str, target: Path) -> None:
    paths = {
        key.removeprefix("ui.path."): path
        for key, path in catalogue("sv").items()
        if key.startswith("ui.path.")
    }
    for size, settings in SIZES.items():
        context = browser.new_context(locale="sv-SE", **settings)
        page = context.new_page()
        for name, path in paths.items():
            page.goto(f"{address}/{path}")
            _settle(page, with_map=name in WITH_MAP)
            file = target / f"{name}-{size}.png"
            page.screenshot(path=file)
            print(file)
            if name in WITH_MAP:
                page.locator("iframe[title*=folium]").first.scroll_into_view_if_needed()
                page.wait_for_timeout(SETTLE_MS)
                page.screenshot(path=target / f"{name}-map-{size}.png")
        context.close()


def _settle(page: Page, *, with_map: bool) -> None:
    """Wait until the page has drawn what it will draw: its map where it has one, and no running mark."""
    page.wait_for_selector("[data-testid=stAppViewContainer]", timeout=60_000)
    if with_map:
        map_frame(page, seconds=120)
    page.wait_for_selector("[data-testid=stStatusWidget]", state="detached", timeout=60_000)
    page.wait_for_timeout(SETTLE_MS)


if __name__ == "__main__":
    sys.exit(main())
