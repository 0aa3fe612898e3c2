"""What an open *Luckor* costs the server, by both ways of starting it: prints milliseconds of processor as JSON.

The app is served as `karta run` does, and by `streamlit run`, on the demo municipality. Measured is the processor time
of the server alone: with nobody there, for each time that an open page asks whether anything has changed (every
two seconds, `ui.watch`), and for each change of hour made with the keyboard on the map. What the server does with
nobody there is taken off a follow, and both are taken off a change of hour.
"""

import json
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import Page, sync_playwright

from benchmarks.page_load import processor_ms
from karta.i18n import text
from karta.privacy import Viewer
from karta.services.demo.loading import load_demo
from karta.services.workspace import create
from karta.ui.watch import SECONDS
from tests.browser.conftest import ARGUMENTS, ROOT, Servers, app_command, map_frame, streamlit_command

FOLLOWS, HOURS, ROUNDS = 10, 6, 3
FIRST_HOUR = 60


def main() -> None:
    """Measure and print the figures."""
    chromium = shutil.which("chromium") or sys.exit("Chromium is missing")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        workspace = Path(folder) / "workspace"
        load_demo(create(workspace), Viewer(function="samordnare", role="local"))
        starts: dict[str, Callable[[Servers], str]] = {
            "karta_run": lambda servers: servers.start(app_command(workspace)),
            "streamlit_run": lambda servers: servers.start(
                streamlit_command(ROOT / "streamlit_app.py"), env={"KARTA_WORKSPACE": str(workspace)}
            ),
        }
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        figures = {}
        for way, start in starts.items():
            servers = Servers(Path(folder))
            try:
                address = f"{start(servers)}/{text('ui.path.gaps')}?timme={FIRST_HOUR}"
                figures[way] = measured(browser.new_page(), address, psutil.Process(servers.running[0].pid))
            finally:
                servers.stop()
        browser.close()
    print(json.dumps(figures))


def measured(page: Page, address: str, server: psutil.Process) -> dict[str, Any]:
    """Return the processor time of a server with nobody there, of a follow, and of a change of hour."""
    # What a start leaves to do.
    _wait()
    at_rest = _spent(server, _wait) / FOLLOWS
    page.goto(address)
    map_frame(page)
    page.wait_for_timeout(5000)
    follows = [_spent(server, _wait) / FOLLOWS - at_rest for _ in range(ROUNDS)]
    follow, changes = statistics.median(follows), []
    map_frame(page).locator("input[type=range]").focus()
    for number in range(ROUNDS):
        began = time.perf_counter()
        spent = _spent(server, lambda first=FIRST_HOUR + number * HOURS: _change_hours(page, first))
        waited = (time.perf_counter() - began) / SECONDS
        changes.append((spent - waited * (follow + at_rest)) / HOURS)
    page.close()
    return {
        "nobody_ms": round(at_rest, 1),
        "follow_ms": _spread(follows),
        "change_of_hour_ms": _spread(changes),
    }


def _wait() -> None:
    time.sleep(FOLLOWS * SECONDS)


def _change_hours(page: Page, first: int) -> None:
    """Move the map on by HOURS hours, each time until the address has followed."""
    for hour in range(first + 1, first + 1 + HOURS):
        page.keyboard.press("ArrowRight")
        page.wait_for_url(re.compile(rf"timme={hour}\b"), timeout=20_000)
        page.wait_for_timeout(400)


def _spent(server: psutil.Process, act: Callable[[], Any]) -> float:
    before = processor_ms(server)
    act()
    return processor_ms(server) - before


def _spread(spent: list[float]) -> dict[str, float]:
    return {"median": round(statistics.median(spent), 1), "most": round(max(spent), 1), "n": len(spent)}


if __name__ == "__main__":
    main()
