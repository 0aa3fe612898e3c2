"""How soon a personal page stands on a slow phone: prints milliseconds as JSON.

The app is served as `karta run` does, on the demo municipality, for a volunteer with two shifts and more that could be
taken. A fresh browser of 360 px each time, with a processor six times slower, 150 ms to the server and back, and
1.6 Mbit/s down (0.75 up): from asking for the link to the first contentful paint, which is the page itself, since it
loads nothing else. `bytes` and `requests` are what came over the line.
"""

import json
import shutil
import statistics
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from karta.model.shift import ShiftPlan
from karta.privacy import Viewer
from karta.services.demo.loading import load_demo
from karta.services.register import organisations
from karta.services.register import places as register_places
from karta.services.rosters import invitations, shifts, sign_ups, volunteers
from karta.services.workspace import Workspace, create
from tests.browser.conftest import ARGUMENTS, Servers, app_command

LOADS = 9
SLOWER = 6
LINE = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
PAINTED = """() => new Promise((done) => new PerformanceObserver((list, own) => {
  const paint = list.getEntries().find((entry) => entry.name === "first-contentful-paint");
  if (paint) { own.disconnect(); done(paint.startTime); }
}).observe({ type: "paint", buffered: true }))"""
COORDINATOR = Viewer(function="samordnare", role="local")


def main() -> None:
    """Measure and print the figures."""
    found = shutil.which("chromium") or sys.exit("Chromium is missing")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        workspace = create(Path(folder) / "workspace")
        load_demo(workspace, COORDINATOR)
        path = _invited(workspace)
        servers = Servers(Path(folder))
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        try:
            address = servers.start(app_command(workspace.folder)) + path
            # The server's own first answer is no matter of the phone.
            _load(browser, address)
            loads = [_load(browser, address) for _ in range(LOADS)]
        finally:
            browser.close()
            servers.stop()
    took = [load["ms"] for load in loads]
    print(json.dumps({
        "on_screen_ms": {"median": round(statistics.median(took)), "max": round(max(took)), "n": LOADS},
        "bytes": loads[-1]["bytes"], "requests": loads[-1]["requests"],
    }))  # fmt: skip


def _invited(workspace: Workspace) -> str:
    """Return the path of a new volunteer's link: on two shifts, with eight more to choose among."""
    places = register_places.places(workspace, COORDINATOR)
    org = organisations.add_organisation(workspace, COORDINATOR, "Nattvandrarna")
    for n, place in enumerate(places["id"].head(10)):
        day = workspace.today + timedelta(days=2 + n)
        shifts.create_shift(
            workspace, COORDINATOR, ShiftPlan(place, day, "20:00", "23:00", (org,), notes="Västar.")
        )
    _, token = invitations.invite(workspace, COORDINATOR, org, "Anna")
    who = volunteers.by_link(workspace, token)
    for occurrence in volunteers.page(workspace, who)[1][:2]:
        sign_ups.sign_up(workspace, who, occurrence.occurrence_id, is_adult=True)
    return f"/p/{token}"


def _load(browser: Browser, address: str) -> dict[str, Any]:
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", LINE)
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    came: list[float] = []
    line.on("Network.loadingFinished", lambda event: came.append(event["encodedDataLength"]))
    page.goto(address)
    painted = page.evaluate(PAINTED)
    context.close()
    return {"ms": painted, "bytes": round(sum(came)), "requests": len(came)}


if __name__ == "__main__":
    main()
