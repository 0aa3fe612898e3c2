"""What a cold *Luckor* of the demo weighs, and how long it takes on a slow line: prints kB and milliseconds as JSON.

The app is served as `karta run` does. Bytes are those on the wire, as the browser counts them. The slow line
and the phone are those of `light_page`: 1.6 Mbit/s, a sixth of this machine's processor. Cold is an empty browser,
again the same browser once more, both to a drawn map. The floor of both is a page of Streamlit's with one word and no
map, served by `streamlit run` behind nothing of Karta's, on the same line and processor; its scripts come unpacked.
"""

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page

from benchmarks.light_page import LINE, SLOWER
from benchmarks.served_demo import served
from tests.browser.conftest import Servers, map_frame

LOADS = 3
PHONE = {"width": 390, "height": 844}
# What comes after the map is drawn counts, too.
REST_MS, SECONDS = 4_000, 120


def main() -> None:
    """Measure and print the figures."""
    with served() as (browser, address, _server):
        print(json.dumps(_measure(browser, address) | _floor(browser)))


def _measure(browser: Browser, address: str) -> dict[str, Any]:
    weights, requests, cold, again = [], [], [], []
    _load(_fresh(browser)[0], address)  # The first visitor of a process waits for what is made once.
    for _ in range(LOADS):
        page, wire = _fresh(browser)
        sizes: list[float] = []
        wire.on(
            "Network.loadingFinished", lambda event, sizes=sizes: sizes.append(event["encodedDataLength"])
        )
        _load(page, address)
        page.wait_for_timeout(REST_MS)
        weights.append(sum(sizes) / 1000)
        requests.append(len(sizes))
        page.context.close()
        page, wire = _fresh(browser)
        _slow(wire)
        cold.append(_load(page, address))
        page.goto("about:blank")
        again.append(_load(page, address))
        page.context.close()
    return {
        "kilobytes": _spread(weights), "requests": _spread(requests),
        "slow_cold_ms": _spread(cold), "slow_again_ms": _spread(again),
    }  # fmt: skip


def _floor(browser: Browser) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "word.py"
        script.write_text('import streamlit\nstreamlit.write("ord")\n', encoding="utf-8")
        servers = Servers(Path(folder))
        try:
            address = servers.start([
                sys.executable, "-m", "streamlit", "run", str(script), "--server.headless", "true",
                "--server.port", "{port}", "--server.address", "127.0.0.1", "--browser.gatherUsageStats", "false",
            ])  # fmt: skip
            cold, again = [], []
            for _ in range(LOADS):
                page, wire = _fresh(browser)
                _slow(wire)
                cold.append(_word(page, address))
                page.goto("about:blank")
                again.append(_word(page, address))
                page.context.close()
        finally:
            servers.stop()
    return {"floor_cold_ms": _spread(cold), "floor_again_ms": _spread(again)}


def _word(page: Page, address: str) -> float:
    """Return how many milliseconds went from asking for the page of one word to that word."""
    began = time.monotonic()
    page.goto(address, timeout=SECONDS * 1000)
    page.get_by_text("ord", exact=True).wait_for(timeout=SECONDS * 1000)
    return (time.monotonic() - began) * 1000


def _slow(wire: CDPSession) -> None:
    wire.send("Network.emulateNetworkConditions", LINE)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def _fresh(browser: Browser) -> tuple[Page, CDPSession]:
    """Return a page of an empty browser, and the line to what it does."""
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    return page, wire


def _load(page: Page, address: str) -> float:
    """Return how many milliseconds went from asking for the page to a drawn map."""
    began = time.monotonic()
    page.goto(address, timeout=SECONDS * 1000)
    map_frame(page, seconds=SECONDS)
    return (time.monotonic() - began) * 1000


def _spread(figures: list[float]) -> dict[str, int]:
    return {"median": round(statistics.median(figures)), "max": round(max(figures)), "n": len(figures)}


if __name__ == "__main__":
    main()
