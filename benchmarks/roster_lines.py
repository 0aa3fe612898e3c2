"""The page of shifts in a town of 2,000 series and 50,000 lines of rosters: what it reads, in ms.

`ahead`: the dates that people can sign up to, eight weeks of `open` series. `owners`: whose rosters there are. Both are
read once after each act. `lines`: those of one organisation, a page of which is shown; `occurrence`: the one that is
opened. Both are read in each rerun.
"""

import json
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from karta.model.schedule import WEEKDAYS
from karta.privacy import Viewer
from karta.services.rosters import roster_lines, shifts
from karta.services.workspace import Workspace, create

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
VIEWER = Viewer(function="samordnare", role="local")
SERIES, LINES, OPEN, PLACES, ORGANISATIONS = 2_000, 50_000, 100, 200, 60
NEW_YEAR = date(2026, 1, 1)
TIMES = 5


def fill(workspace: Workspace) -> None:
    """Store the rosters of a year: weekly series, some of them open for sign-up, and single lines on every day."""
    with workspace.store.act("samordnare", "import") as act:
        places = act.insert("place", [{"name": f"Plats {n}", "kind": "square"} for n in range(PLACES)])
        orgs = act.insert(
            "organisation",
            [{"name": f"Förening {n}", "admitted_on": NEW_YEAR} for n in range(ORGANISATIONS)],
        )
        weekly = [{"start": "20:00", "end": "23:00", "byday": WEEKDAYS[n % 7]} for n in range(SERIES)]
        single = [
            {"start": "19:00", "end": "22:00", "date": NEW_YEAR + timedelta(days=n % 365)}
            for n in range(LINES - SERIES)
        ]
        schedules = act.insert("schedule", [*weekly, *single])
        lines = act.insert("shift", [
            {"schedule_id": schedule, "place_id": places[n % PLACES], "sign_up": n < OPEN}
            for n, schedule in enumerate(schedules)
        ])  # fmt: skip
        act.insert("shift_party", [
            {"shift_id": line, "organisation_id": orgs[n % ORGANISATIONS], "adults": 2.0}
            for n, line in enumerate(lines)
        ])  # fmt: skip


def median_ms(work: Callable[[], object]) -> float:
    """Return the median of a few runs."""
    runs = []
    for _ in range(TIMES):
        begin = time.perf_counter()
        work()
        runs.append((time.perf_counter() - begin) * 1000)
    return round(sorted(runs)[TIMES // 2], 1)


def main() -> None:
    """Print the figures."""
    with TemporaryDirectory() as folder:
        workspace = create(Path(folder) / "town", now=lambda: NOW)
        fill(workspace)
        org = roster_lines.owners_ahead(workspace, VIEWER)[0].organisation_id
        shown = roster_lines.ahead(workspace, VIEWER, org)
        figures = {
            "ahead": median_ms(lambda: shifts.ahead(workspace, VIEWER)),
            "owners": median_ms(lambda: roster_lines.owners_ahead(workspace, VIEWER)),
            "lines": median_ms(lambda: roster_lines.ahead(workspace, VIEWER, org)),
            "occurrence": median_ms(lambda: shifts.occurrence(workspace, VIEWER, shown[0].occurrence_id)),
        }
        size = {"series": SERIES, "lines": LINES, "open": OPEN}
        rerun = round(figures["lines"] + figures["occurrence"], 1)
        print(json.dumps({**size, "ms": figures, "rerun_ms": rerun}))
        workspace.store.close()


if __name__ == "__main__":
    main()
