"""How soon *Luckor* shows a town, by its size, and what its server then holds: prints figures as JSON.

Each size is an invented town (`invented_town`) with a server of its own, started as `karta run` does. Measured is how
long the server takes until it answers, and from asking for the page to a drawn map: the first load, and loads after it.
"""

import json
import shutil
import statistics
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import Browser, sync_playwright

from benchmarks.invented_town import put_town
from benchmarks.page_load import SECONDS, load, processor_ms
from karta.i18n import text
from tests.browser.conftest import ARGUMENTS, Servers, app_command

SIZES = (80, 500, 5_000, 20_000)
LOADS = 5


def main() -> None:
    """Measure and print the figures."""
    chromium = shutil.which("chromium") or sys.exit("Chromium is missing")
    figures = {}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for size in SIZES:
            workspace = Path(folder) / str(size)
            # At the machine's own clock: that is the one that a served app goes by.
            put_town(workspace, size, now=None).store.close()
            servers = Servers(Path(folder))
            try:
                began = time.perf_counter()
                address = servers.start(app_command(workspace))
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=SECONDS).close()
                start = {"start_ms": round(1000 * (time.perf_counter() - began))}
                page = f"{address}/{text('ui.path.gaps')}"
                figures[str(size)] = start | measured(browser, page, psutil.Process(servers.running[0].pid))
            finally:
                servers.stop()
        browser.close()
    print(json.dumps(figures))


def measured(browser: Browser, address: str, server: psutil.Process) -> dict[str, Any]:
    """Return how long the loads of a town took, and what they cost the server."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    before = processor_ms(server)
    first = load(page, address)
    spent = processor_ms(server) - before
    again = [load(page, address) for _ in range(LOADS)]
    page.close()
    return {
        "first_load_ms": round(first),
        "first_load_processor_of_server_ms": round(spent),
        "second_load_ms": {"median": round(statistics.median(again)), "max": round(max(again)), "n": LOADS},
        "server_mb": round(server.memory_info().rss / 1e6),
    }


if __name__ == "__main__":
    main()
