"""What a rerun of *Besök* takes with 300 venues: prints seconds of each part as JSON, in the app's own process.

Each venue has a year of visits every four weeks, twelve weeks of planned ones, and one of eight functions. A part is
run once before it is timed; of three further runs the median counts. `proposals` is the plan's part of venues without
planned visits, once the search for four weeks has ended, with every visit that it proposes. What a browser draws is not
in it.
"""

import json
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from streamlit.testing.v1 import AppTest

from karta.i18n import text
from karta.services.workspace import Workspace, create
from karta.store import visit_book

VENUES, OFFICERS, CADENCE, BEHIND, AHEAD = 300, 8, 28, 13, 3
PARTS = ("ahead", "venues", "officers", "area", "terms", "plan")
ROUNDS = 3
# How long a search may take at most until its visits are on the page.
SEARCHED_SECONDS = 120
# What a part shows when it is the one that was asked for.
NAMES = dict.fromkeys(("ahead", "venues", "area", "terms"), "Gården 1") | {"officers": "Områdespolis 1"}


def town(folder: Path, ahead: int = AHEAD) -> Workspace:
    """Store the venues with their terms, and the plan: of every venue so many visits to come."""
    workspace = create(folder)
    with workspace.store.act("bench", "import") as act:
        (org,) = act.insert("organisation", [{"name": "Föreningen", "admitted_on": workspace.today}])
        rows = [{"name": f"Gården {n}", "kind": "youth_centre", "owner_org_id": org} for n in range(VENUES)]
        places = act.insert("place", rows)
        terms = {"answer": "welcome", "uniform": "any", "volunteers": False, "kinds": "be_there"}
        act.insert("visit_terms", [{**terms, "place_id": place} for place in places])
        hours = {"what": "welcome", "days": "TU;TH", "start": "17:00", "end": "20:00"}
        act.insert("visit_hours", [{**hours, "place_id": place} for place in places])
    today = workspace.today
    with visit_book.acting(workspace.store, "bench", "accept_visit_plan") as act:
        common = {"kind": "officer", "minutes_a_week": 600}
        officers = [
            act.insert("visit_officer", {**common, "name": f"Områdespolis {n}"}) for n in range(OFFICERS)
        ]
        for number, place in enumerate(places):
            officer = officers[number % OFFICERS]
            values = {"place_id": place, "days": CADENCE, "decided_by": "bench", "main_officer_id": officer}
            act.insert("visit_cadence", values)
            for visit in range(-BEHIND, ahead):
                day = today + timedelta(days=CADENCE * visit + number % CADENCE)
                at = {"place_id": place, "date": day, "start": "17:00", "end": "18:30", "officer_id": officer}
                act.insert("visit", {**at, "state": "done" if day < today else "planned"})
    return workspace


def _page(folder: str) -> None:
    """The page alone: AppTest reads this function's source and runs it."""
    import streamlit as st

    from karta.privacy import Viewer
    from karta.services import homes
    from karta.services.workspace import create
    from karta.ui.context import Context
    from karta.ui.pages.visits import page

    st.session_state["karta_pages"] = {}
    page.show(Context(create(homes.home(folder)), Viewer(function="områdespolis", role="local")))


def opened(folder: Path, part: str) -> AppTest:
    """Return a part of the page once it has been drawn."""
    app = AppTest.from_function(_page, args=(str(folder),), default_timeout=120)
    app.query_params["del"] = part
    app.run()
    assert not app.exception, app.exception[0].value
    assert part == "plan" or NAMES[part] in "".join(element.proto.body for element in app.get("html"))
    return app


def proposed(folder: Path) -> AppTest:
    """Return the plan's part with the visits that were proposed."""
    app = opened(folder, "plan")
    next(button for button in app.button if button.label == text("visits.propose")).click().run()
    begin = text("visits.take", count="").split()[0]
    end = time.monotonic() + SEARCHED_SECONDS
    while not any(button.label.startswith(begin) for button in app.button):
        if time.monotonic() > end:
            raise TimeoutError("no visits were proposed")
        time.sleep(1)
        app.run()
    return app


def seconds(app: AppTest) -> float:
    """Return how long a rerun of a page takes."""
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        app.run()
        taken.append(time.perf_counter() - began)
    return round(statistics.median(taken), 3)


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder) / "own"
        town(own).store.close()
        figures = {f"{part}_s": seconds(opened(own, part)) for part in PARTS}
        unplanned = Path(folder) / "unplanned"
        town(unplanned, 0).store.close()
        figures["proposals_s"] = seconds(proposed(unplanned))
    print(json.dumps(figures), file=sys.stdout)


if __name__ == "__main__":
    main()
