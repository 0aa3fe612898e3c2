"""How soon *Luckor* shows the demo municipality: prints milliseconds as JSON.

The app is served as `karta run` does, on a workspace of its own. Measured from asking for the page to a drawn map:
the first load after the start, then loads in the same browser, and loads as a stranger with an empty browser.
"""

import json
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from karta.i18n import text
from karta.privacy import Viewer
from karta.services.workspace import create, load_demo
from tests.browser.conftest import ARGUMENTS, Servers, map_frame

LOADS = 7
SECONDS = 120


def main() -> None:
    """Measure and print the figures."""
    found = shutil.which("chromium") or sys.exit("Chromium is missing")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        workspace = Path(folder) / "workspace"
        load_demo(create(workspace), Viewer(function="samordnare", role="coordinator"))
        servers = Servers(Path(folder))
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        try:
            command = [
                "-m",
                "karta.cli",
                "--workspace",
                str(workspace),
                "run",
                "--headless",
                "--port",
                "{port}",
            ]
            figures = _measure(
                browser, servers.start([sys.executable, *command]) + "/" + text("ui.path.gaps")
            )
        finally:
            browser.close()
            servers.stop()
    print(json.dumps(figures))


def _measure(browser: Browser, address: str) -> dict[str, Any]:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    first = _load(page, address)
    again = [_load(page, address) for _ in range(LOADS)]
    page.close()
    strange = []
    for _ in range(LOADS):
        stranger = browser.new_page(viewport={"width": 1440, "height": 900})
        strange.append(_load(stranger, address))
        stranger.close()
    return {
        "first_load_ms": round(first),
        "second_load_ms": {"median": round(statistics.median(again)), "max": round(max(again)), "n": LOADS},
        "load_as_a_stranger_ms": {"median": round(statistics.median(strange)), "max": round(max(strange)), "n": LOADS},
    }  # fmt: skip


def _load(page: Page, address: str) -> float:
    start = time.perf_counter()
    page.goto(address)
    map_frame(page, seconds=SECONDS)
    took = 1000 * (time.perf_counter() - start)
    page.wait_for_timeout(500)
    return took


if __name__ == "__main__":
    main()
