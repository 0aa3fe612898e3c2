"""How soon the directory of 500 organisations stands after a rerun: prints seconds as JSON.

Each has three activities at one of 200 places. The part *Organisationer* of the register is run in this process, as
Streamlit runs a page (AppTest): `first_s` reads the register, `rerun_s` is a filter chosen, nothing stored meanwhile.
`after_an_act_s` is the service alone, right after something was stored.
"""

import json
import statistics
import tempfile
import time
from pathlib import Path

import shapely
from streamlit.testing.v1 import AppTest

from karta.privacy import Viewer
from karta.services.register import directory
from karta.services.workspace import Workspace, create

ORGANISATIONS, PLACES, EACH, RERUNS = 500, 200, 3, 9
LOCAL = Viewer(function="samordnare", role="local")


def main() -> None:
    """Measure and print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = create(Path(folder) / "workspace")
        _fill(workspace)
        page = AppTest.from_function(_page, args=(str(workspace.folder),), default_timeout=120)
        page.query_params["del"] = "organisations"
        first = _timed(page.run)
        reruns = []
        for number in range(RERUNS):
            chosen = ["free"] if number % 2 else ["drop_in"]
            reruns.append(_timed(page.multiselect(key="directory_only").set_value(chosen).run))
        with workspace.store.act("bench", "import") as act:
            act.insert("organisation", [{"name": "En till"}])
        after = _timed(lambda: directory.cards(workspace, LOCAL))
    print(json.dumps({
        "organisations": ORGANISATIONS, "first_s": round(first, 2),
        "rerun_s": {"median": round(statistics.median(reruns), 2), "max": round(max(reruns), 2), "n": RERUNS},
        "after_an_act_s": round(after, 2),
    }))  # fmt: skip


def _timed(act: object) -> float:
    began = time.perf_counter()
    act()  # type: ignore[operator]
    return time.perf_counter() - began


def _fill(workspace: Workspace) -> None:
    with workspace.store.act("bench", "import") as act:
        day = workspace.today
        act.insert("area", [{"name": "Västra", "geometry": shapely.box(0, 0, 1e7, 1e7)}])
        places = act.insert("place", [
            {"name": f"Plats {number}", "kind": "square", "geometry": shapely.Point(6e5 + number, 6.5e6)}
            for number in range(PLACES)
        ])  # fmt: skip
        orgs = act.insert("organisation", [
            {"name": f"Förening {number:03d}", "admitted_on": day, "admitted_by": "rådet", "does": "Pingis"}
            for number in range(ORGANISATIONS)
        ])  # fmt: skip
        count = ORGANISATIONS * EACH
        times = [{"byday": "MO;WE", "start": "17:00", "end": "20:00"} for _ in range(count)]
        act.insert("activity", [
            {
                "schedule_id": schedule, "organisation_id": orgs[number // EACH],
                "place_id": places[number % PLACES], "title": f"Grupp {number}", "free": number % 4 == 0,
                "drop_in": None if number % 5 else True, "languages": "so",
            }
            for number, schedule in enumerate(act.insert("schedule", times))
        ])  # fmt: skip


def _page(folder: str) -> None:
    """The page of the register: AppTest reads this function's source and runs it alone."""
    from pathlib import Path

    from karta.privacy import Viewer
    from karta.services.workspace import create
    from karta.ui.context import Context
    from karta.ui.pages.register import page

    page.show(Context(create(Path(folder)), Viewer(function="samordnare", role="local")))


if __name__ == "__main__":
    main()
