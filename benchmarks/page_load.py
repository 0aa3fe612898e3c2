"""How soon *Luckor* shows the demo municipality: prints milliseconds as JSON.

The app is served as `karta run` does, on a workspace of its own. Measured from asking for the page to a drawn map:
the first load after the start, then loads in the same browser, and loads as a stranger with an empty browser. The
processor time of server and browser beside it says what of the waiting is the page's own on a busy machine. A click
on a place is measured until its name heads the panel beside the map; the week must not be fetched again for it.
"""

import contextlib
import json
import statistics
import time
from typing import Any

import psutil
from playwright.sync_api import Browser, Page

from benchmarks.served_demo import served
from tests.browser.conftest import map_frame

LOADS = 7
CLICKS = 10
PANEL = """(name) => new Promise((done) => {
  const look = () => [...document.querySelectorAll("h2")].some((head) => head.textContent === name) &&
    done(performance.timeOrigin + performance.now());
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
  look();
})"""
SECONDS = 120


def main() -> None:
    """Measure and print the figures."""
    with served() as (browser, address, server):
        print(json.dumps(_measure(browser, address, server)))


def _measure(browser: Browser, address: str, server: psutil.Process) -> dict[str, Any]:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    first = load(page, address)
    again, worked, drawn = [], [], []
    for _ in range(LOADS):
        before = processor_ms(server), processor_ms(psutil.Process())
        again.append(load(page, address))
        worked.append(processor_ms(server) - before[0])
        drawn.append(processor_ms(psutil.Process()) - before[1] - worked[-1])
    panel, weeks = _clicks(page)
    page.close()
    strange = []
    for _ in range(LOADS):
        stranger = browser.new_page(viewport={"width": 1440, "height": 900})
        strange.append(load(stranger, address))
        stranger.close()
    return {
        "first_load_ms": round(first),
        "second_load_ms": _spread(again),
        "second_load_processor_of_server_ms": _spread(worked),
        "second_load_processor_of_browser_ms": _spread(drawn),
        "load_as_a_stranger_ms": _spread(strange),
        "click_to_panel_ms": _spread(panel),
        "weeks_fetched_by_clicks": weeks,
    }


def _clicks(page: Page) -> tuple[list[float], int]:
    """Click on places that lie apart; return how long each panel took and how many weeks were fetched meanwhile."""
    frame = map_frame(page)
    page.wait_for_timeout(2000)
    before = frame.evaluate("kartaMap.fetched")
    names = frame.evaluate("kartaMap.week.name")
    ids = [place for place, name in zip(frame.evaluate("kartaMap.week.place_id"), names, strict=True) if name]
    took = []
    for place in ids[:: max(1, len(ids) // CLICKS)][:CLICKS]:
        frame.evaluate(
            "(id) => { kartaMap.touched = true; const { layer, map } = kartaMap;"
            " map.setView(layer.latLng(layer.index.get(id)), 18, { animate: false }); }",
            place,
        )
        page.wait_for_timeout(300)
        offset = frame.frame_element().bounding_box()
        at = frame.evaluate("id => kartaMap.pointOf(id)", place)
        frame.evaluate(
            "() => document.addEventListener('click', () => {"
            " window.clicked = performance.timeOrigin + performance.now(); }, { capture: true, once: true })"
        )
        assert offset is not None
        page.mouse.click(offset["x"] + at["x"], offset["y"] + at["y"])
        shown = page.evaluate(PANEL, frame.evaluate("kartaMap.describe(kartaMap.selected).name"))
        took.append(shown - frame.evaluate("window.clicked"))
        page.wait_for_timeout(1200)
    return took, frame.evaluate("kartaMap.fetched") - before


def _spread(took: list[float]) -> dict[str, int]:
    return {"median": round(statistics.median(took)), "max": round(max(took)), "n": len(took)}


def processor_ms(process: psutil.Process) -> float:
    """Return the processor time of a process and all that it started."""
    spent = 0.0
    for one in (process, *process.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            spent += 1000 * sum(one.cpu_times()[:2])
    return spent


def load(page: Page, address: str) -> float:
    """Return how long a page took from asking for it to a drawn map, in milliseconds."""
    start = time.perf_counter()
    page.goto(address)
    map_frame(page, seconds=SECONDS)
    took = 1000 * (time.perf_counter() - start)
    page.wait_for_timeout(500)
    return took


if __name__ == "__main__":
    main()
