"""What a file that was taken does to the town afterwards: can the weeks that its dates touch still be computed?"""

from datetime import date, timedelta
from pathlib import Path

import pandas as pd
from sqlalchemy import Date

from karta.model import day_bounds
from karta.privacy import Viewer
from karta.services.gaps import period
from karta.services.importing import entries
from karta.services.register import organisations, places
from karta.services.workspace import Workspace, create
from karta.store.schema import TABLES

# Three places of an invented town, where the files of the corpus lie.
TOWN = (("Torget", 59.3293, 18.0583), ("Ekskolan", 59.33, 18.06), ("Södra stationen", 59.314, 18.064))
# In force whatever the weeks that a file touches.
NEED = {
    "days": "all", "start": "16:00", "end": "02:00", "adults": 2.0, "state": "decided",
    "decided_by": "Rådet", "responsible": "Fritid",
}  # fmt: skip
WEEKS = 4
LEEWAY = timedelta(days=7)
# The tables that files fill, and that a week is computed from.
_DATED = ("schedule", "need_rule", "expected_source", "calendar_row", "access_hours")


def put_town(folder: Path, viewer: Viewer) -> None:
    """Make a workspace with the town in a folder, and close it."""
    workspace = create(folder)
    for name, lat, lon in TOWN:
        entries.add_place(workspace, viewer, name=name, kind="square", lat=lat, lon=lon)
    rules = [{"place_id": place, **NEED} for place in places.places(workspace, viewer)["id"]]
    with workspace.store.act("samordnare", "demo") as act:
        act.insert("need_rule", rules)
    workspace.store.close()


def computed(workspace: Workspace, viewer: Viewer) -> tuple[int, list[str]]:
    """Compute the weeks that a town's dates touch; return how many, and what of them cannot be computed.

    That is an error, and rows that are left out: what was accepted is to count.
    """
    with workspace.store.reading() as reading:
        names = reading.frame("organisation")["id"].tolist()
    # A line of one that is not admitted counts nothing, and is not laid out.
    organisations.admit(workspace, viewer, names)
    faults, mondays = [], touched_weeks(workspace)
    for monday in mondays:
        try:
            left_out = period.week(workspace, viewer, monday).passed_over
        except Exception as error:  # noqa: BLE001 - any error at all is what is looked for
            left_out = f"{type(error).__name__}: {str(error)[:200]}"
        if left_out:
            faults.append(f"week of {monday}: {left_out}")
    return len(mondays), faults


def touched_weeks(workspace: Workspace) -> list[date]:
    """Return the Mondays of at most four weeks that stored dates lie in, spread over all that can be computed."""
    days: set[date] = set()
    with workspace.store.reading() as reading:
        for name in _DATED:
            rows = reading.frame(name)
            for column in (c.name for c in TABLES[name].c if isinstance(c.type, Date)):
                days.update(pd.to_datetime(rows[column].dropna()).dt.date)
    within = {day for day in days if day_bounds.FIRST_DAY + LEEWAY <= day <= day_bounds.LAST_DAY - LEEWAY}
    mondays = sorted({day - timedelta(days=day.weekday()) for day in within})
    step = max(1.0, (len(mondays) - 1) / (WEEKS - 1))
    return [mondays[round(number * step)] for number in range(min(WEEKS, len(mondays)))]
