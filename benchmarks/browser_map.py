"""How quick the map feels: prints milliseconds as JSON. Run `python -m benchmarks.browser_map [sizes]`.

For 300, 5,010 and 50,010 invented places over 168 hours, on this machine's Chromium:

- `first_map_ms`: a second load in the same browser until the map has all its layers, and how much was fetched for it;
- `scrub_ms`: a finger drags the hour; from each `input` event of the slider to the second animation frame after it (the
  first that surely shows it), over 100 steps of a drag, with the whole area in view and with single streets in view;
- `draw_ms`: the drawing itself;
- `click_ms`: a click on a place until Python's answer stands in the page, over 15 clicks, and how many weeks were
  fetched for them: none.
"""

import json
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Frame, Page, sync_playwright

from tests.browser.conftest import ARGUMENTS, ROOT, Servers, map_frame

APP = ROOT / "tests" / "browser" / "apps" / "gap_map_app.py"
SIZES = (300, 5_010, 50_010)  # the invented town comes in thirties
MOVES = 100
CLICKS = 15
LOADS = 5
STREETS, HOUSES = 16, 19  # zoom

WATCH = """() => {
  window.took = [];
  const slider = document.querySelector(".karta-slider");
  slider.addEventListener("input", (event) => {
    const start = event.timeStamp;
    requestAnimationFrame(() => requestAnimationFrame(() => window.took.push(performance.now() - start)));
  }, { capture: true });
}"""
DRAW = """([moves]) => Array.from({ length: moves }, (_, i) => {
  kartaMap.hour = (i * 37) % 168;
  const start = performance.now();
  kartaMap.redraw();
  return performance.now() - start;
})"""
ANSWERED = """(text) => new Promise((done) => {
  const look = () => document.body.innerText.includes(text) && done(performance.timeOrigin + performance.now());
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
  look();
})"""


def main() -> None:
    """Measure each size and print the figures."""
    found = shutil.which("chromium") or sys.exit("Chromium is missing")
    sizes = [int(word) for word in sys.argv[1:]] or SIZES
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        servers = Servers(Path(folder))
        try:
            figures = {str(size): _measure(browser, servers, size) for size in sizes}
        finally:
            servers.stop()
            browser.close()
    print(json.dumps(figures, indent=2))


def _measure(browser: Any, servers: Servers, size: int) -> dict[str, Any]:
    address = servers.start(APP, env={"TOWN_PLACES": str(size)})
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(address)
    map_frame(page, seconds=120)
    page.wait_for_timeout(1500)
    loads = [_load(page, address) for _ in range(LOADS)]
    frame = map_frame(page)
    page.wait_for_timeout(1500)
    fetched = frame.evaluate(
        "performance.getEntriesByType('resource').filter((one) => one.name.endsWith('.bin'))"
        ".reduce((sum, one) => sum + one.encodedBodySize, 0)"
    )
    figures = {
        "first_map_ms": _spread(loads),
        "fetched_kb": round(fetched / 1000),
        "clusters_from_afar": frame.evaluate("kartaMap.clusters"),
        "scrub_from_afar_ms": _spread(_drag(page, frame)),
        "draw_from_afar_ms": _spread(frame.evaluate(DRAW, [MOVES])),
    }
    _close_by(frame, "place_00", STREETS)
    figures["scrub_close_by_ms"] = _spread(_drag(page, frame))
    figures["click_ms"] = _spread(_clicks(page, frame))
    figures["weeks_fetched"] = frame.evaluate("kartaMap.fetched")
    page.close()
    return figures


def _load(page: Page, address: str) -> float:
    start = time.perf_counter()
    page.goto(address)
    map_frame(page, seconds=60)
    took = 1000 * (time.perf_counter() - start)
    page.wait_for_timeout(500)
    return took


def _close_by(frame: Frame, place: str, zoom: float) -> None:
    frame.evaluate(
        "([id, zoom]) => { kartaMap.touched = true;"
        " kartaMap.map.setView(kartaMap.layer.latLng(kartaMap.layer.index.get(id)), zoom, { animate: false }); }",
        [place, zoom],
    )
    frame.page.wait_for_timeout(300)


def _drag(page: Page, frame: Frame) -> list[float]:
    """Drag the slider over the week and back, one hour a step."""
    frame.evaluate(WATCH)
    box = frame.locator(".karta-slider").bounding_box()
    assert box is not None
    middle, first, wide = box["y"] + box["height"] / 2, box["x"] + 9, box["width"] - 18
    page.mouse.move(first + wide * frame.evaluate("kartaMap.hour") / 167, middle)
    page.mouse.down()
    for step in range(MOVES):
        page.mouse.move(first + wide * (20 + step) / 167, middle)
        frame.wait_for_function(
            "(steps) => window.took.length >= steps", arg=step + 1, polling="raf", timeout=5000
        )
    page.mouse.up()
    page.wait_for_timeout(800)
    took: list[float] = frame.evaluate("window.took")[:MOVES]
    return took


def _clicks(page: Page, frame: Frame) -> list[float]:
    took = []
    for i in range(CLICKS):
        place = f"place_{10 + (7 * i) % 30:02d}"
        _close_by(frame, place, HOUSES)
        offset = frame.frame_element().bounding_box()
        at = frame.evaluate("id => kartaMap.pointOf(id)", place)
        frame.evaluate(
            "() => document.addEventListener('click', () => {"
            " window.clicked = performance.timeOrigin + performance.now(); }, { capture: true, once: true })"
        )
        before = frame.evaluate("kartaMap.sent")
        assert offset is not None
        page.mouse.click(offset["x"] + at["x"], offset["y"] + at["y"])
        answered = page.evaluate(ANSWERED, f"heard={before + 1} ")
        took.append(answered - frame.evaluate("window.clicked"))
        page.wait_for_timeout(300)
    return took


def _spread(took: list[float]) -> dict[str, float]:
    ordered = sorted(took)
    return {
        "median": round(statistics.median(ordered), 1),
        "p95": round(ordered[int(0.95 * (len(ordered) - 1))], 1),
        "n": len(ordered),
    }


if __name__ == "__main__":
    main()
