"""How quick the map feels: prints milliseconds as JSON. Run `python -m benchmarks.browser_map`.

For 90 and 5,010 invented places, on this machine's Chromium: a second load of the page to a drawn map; moving the
hour to the second frame after it (the first frame that surely shows it), over 100 moves; the drawing itself; and a
click on a place until Python's answer stands in the page, over 15 clicks.
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
SIZES = (90, 5_010)  # the invented town comes in thirties
MOVES = 100
CLICKS = 15

SCRUB = """async ([moves]) => {
  const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const took = [];
  for (let i = 0; i < moves; i += 1) {
    await frames();
    const start = performance.now();
    kartaMap.setHour((i * 37) % 168);
    await frames();
    took.push(performance.now() - start);
  }
  return took;
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
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        servers = Servers(Path(folder))
        try:
            figures = {str(size): _measure(browser, servers, size) for size in SIZES}
        finally:
            servers.stop()
            browser.close()
    print(json.dumps(figures, indent=2))


def _measure(browser: Any, servers: Servers, size: int) -> dict[str, Any]:
    address = servers.start(APP, env={"TOWN_PLACES": str(size)})
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(address)
    map_frame(page, seconds=60)
    start = time.perf_counter()
    page.goto(address)
    frame = map_frame(page, seconds=60)
    loaded = 1000 * (time.perf_counter() - start)
    page.wait_for_timeout(1500)
    figures = {
        "second_load_ms": round(loaded),
        "click_to_answer_ms": _spread(_clicks(page, frame)),
        "scrub_to_second_frame_ms": _spread(frame.evaluate(SCRUB, [MOVES])),
        "draw_ms": _spread(frame.evaluate(DRAW, [MOVES])),
    }
    page.close()
    return figures


def _clicks(page: Page, frame: Frame) -> list[float]:
    took = []
    for i in range(CLICKS):
        place = f"place_{(7 * i) % 30:02d}"
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
