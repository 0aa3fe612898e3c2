"""What a cold *Luckor* of the demo weighs, and how long it takes on a slow line: prints kB and milliseconds as JSON.

The app is served as `karta run` does. Bytes are those on the wire, as the browser counts them. The slow line has
1.6 Mbit/s and 150 ms there and back; the phone's processor is a fourth of this machine's. Cold is an empty browser,
again the same browser once more, both to a drawn map.
"""

import json
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from karta.i18n import text
from karta.privacy import Viewer
from karta.services.demo.loading import load_demo
from karta.services.workspace import create
from tests.browser.conftest import ARGUMENTS, Servers, app_command, map_frame

LOADS = 3
PHONE = {"width": 390, "height": 844}
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}
SLOWER = 4
# What comes after the map is drawn counts, too.
REST_MS, SECONDS = 4_000, 120


def main() -> None:
    """Measure and print the figures."""
    found = shutil.which("chromium") or sys.exit("Chromium is missing")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        workspace = Path(folder) / "workspace"
        load_demo(create(workspace), Viewer(function="samordnare", role="local"))
        servers = Servers(Path(folder))
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        try:
            address = servers.start(app_command(workspace)) + "/" + text("ui.path.gaps")
            figures = _measure(browser, address)
        finally:
            browser.close()
            servers.stop()
    print(json.dumps(figures))


def _measure(browser: Browser, address: str) -> dict[str, Any]:
    weights, requests, cold, again = [], [], [], []
    _load(*_fresh(browser), address)  # The first visitor of a process waits for what is made once.
    for _ in range(LOADS):
        page, wire = _fresh(browser)
        sizes: list[float] = []
        wire.on(
            "Network.loadingFinished", lambda event, sizes=sizes: sizes.append(event["encodedDataLength"])
        )
        _load(page, wire, address)
        page.wait_for_timeout(REST_MS)
        weights.append(sum(sizes) / 1000)
        requests.append(len(sizes))
        page.context.close()
        page, wire = _fresh(browser)
        wire.send("Network.emulateNetworkConditions", SLOW)
        wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        cold.append(_load(page, wire, address))
        page.goto("about:blank")
        again.append(_load(page, wire, address))
        page.context.close()
    return {
        "kilobytes": _spread(weights), "requests": _spread(requests),
        "slow_cold_ms": _spread(cold), "slow_again_ms": _spread(again),
    }  # fmt: skip


def _fresh(browser: Browser) -> tuple[Page, CDPSession]:
    """Return a page of an empty browser, and the line to what it does."""
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    return page, wire


def _load(page: Page, _wire: CDPSession, address: str) -> float:
    """Return how many milliseconds went from asking for the page to a drawn map."""
    began = time.monotonic()
    page.goto(address, timeout=SECONDS * 1000)
    map_frame(page, seconds=SECONDS)
    return (time.monotonic() - began) * 1000


def _spread(figures: list[float]) -> dict[str, int]:
    return {"median": round(statistics.median(figures)), "max": round(max(figures)), "n": len(figures)}


if __name__ == "__main__":
    main()
