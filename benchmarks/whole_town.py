"""What a whole municipality costs as a map: its import, and its first *Luckor*: prints JSON.

An invented town of 580,000 nodes (`invented_map`) is imported by the command, once, then served and loaded in a
browser, as `town_page` does. A county of ten such towns is clipped to one of them while it is imported. The seconds
are of the clock and of the processor, the command and the child that reads for it together; the memory is the most
that both hold at one moment, and what the server holds afterwards.
"""

import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import sync_playwright

from benchmarks.import_rows import megabytes_of
from benchmarks.invented_map import write_map
from benchmarks.page_load import load, processor_ms
from karta.i18n import text
from tests.browser.conftest import ARGUMENTS, Servers, app_command

NODES, TOWNS = 580_000, 10
SETTLED_MS = 50.0


def main() -> None:
    """Make the file, import it, look at it, and print the figures."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        town = folder / "town.osm.pbf"
        write_map(town, NODES)
        county = folder / "county.osm.pbf"
        write_map(county, NODES, TOWNS)
        figures = {
            "nodes": NODES,
            "file_mb": round(town.stat().st_size / 1e6, 1),
            "import": imported(folder / "town", town),
            "clipped_from_mb": round(county.stat().st_size / 1e6, 1),
            "clipped": imported(folder / "clipped", county, "--within", "Påhitta 3 kommun"),
            "luckor": first_page(folder / "town", folder),
        }
    print(json.dumps(figures))


def imported(workspace: Path, file: Path, *options: str) -> dict[str, float]:
    """Return what an import takes; it must not be refused."""
    command = [sys.executable, "-m", "karta.cli", "--workspace", str(workspace), "import", str(file)]
    began, most = time.perf_counter(), 0.0
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen([*command, "--kind", "osm", "--json", *options], stdout=output)
        while process.poll() is None:
            most = max(most, megabytes_of(process.pid))
            time.sleep(0.02)
        took = time.perf_counter() - began
        output.seek(0)
        report = json.loads(output.read())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert report["rows_stored"], report
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        "rows": report["rows_stored"],
        "seconds": round(took, 1),
        "processor_seconds": round(spent, 1),
        "megabytes_most": round(most),
    }


def first_page(workspace: Path, folder: Path) -> dict[str, Any]:
    """Return how long *Luckor* takes at first and then, and what the server holds before and after."""
    chromium = shutil.which("chromium") or sys.exit("Chromium is missing")
    servers = Servers(folder)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        try:
            address = f"{servers.start(app_command(workspace))}/{text('ui.path.gaps')}"
            server = psutil.Process(servers.running[0].pid)
            spent = settled(server)
            idle = server.memory_info().rss
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            first = load(page, address)
            spent = processor_ms(server) - spent
            again = load(page, address)
            return {
                "first_load_ms": round(first),
                "first_load_processor_of_server_ms": round(spent),
                "second_load_ms": round(again),
                "server_mb_before": round(idle / 1e6),
                "server_mb": round(server.memory_info().rss / 1e6),
            }
        finally:
            servers.stop()
            browser.close()


def settled(server: psutil.Process) -> float:
    """Return the processor time that a server has spent when it has loaded what it needs to answer."""
    spent = -1.0
    while processor_ms(server) - spent > SETTLED_MS:
        spent = processor_ms(server)
        time.sleep(2)
    return processor_ms(server)


if __name__ == "__main__":
    main()
