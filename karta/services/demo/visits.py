"""The demo's police visits: eight venues with terms, one of which declines; two officers and a volunteer."""

from datetime import timedelta
from pathlib import Path

from karta.model.recurrence import WEEKDAYS
from karta.services.demo.town import Row, Town, read
from karta.services.workspace import Workspace
from karta.sources.values import hhmm
from karta.store import visit_book
from karta.store.acts import Act
from karta.store.visit_book import VisitAct

TABLE = "venues"
OFFICERS = (
    {"name": "Områdespolis 1", "kind": "officer", "minutes_a_week": 600, "days_off": "SU"},
    {"name": "Områdespolis 2", "kind": "officer", "minutes_a_week": 600, "days_off": "MO"},
    {"name": "Polisvolontär 1", "kind": "volunteer", "minutes_a_week": 240, "days_off": ""},
)
# Days between the visits of half a year, and how many minutes one took.
EVERY, BACK, MINUTES = 25, 182, 90
FUNCTION = "områdespolis"


def set_terms(act: Act, town: Town, folder: Path) -> None:
    """Store the terms of the venues, within the act that makes the demo."""
    rows = read(folder / f"{TABLE}.csv")
    act.insert(
        "visit_terms",
        [
            {
                "place_id": town.places[row["place"]], "answer": row["answer"], "uniform": row["uniform"],
                "volunteers": row["volunteers"] == "ja", "host": row["host"] or None,
                "kinds": row["kinds"].replace(" ", ";"),
            }
            for row in rows
        ],
    )  # fmt: skip
    act.insert(
        "visit_hours",
        [
            {
                "place_id": town.places[row["place"]], "what": "welcome", "days": row["days"].replace(" ", ";"),
                "start": row["start"], "end": row["end"],
            }
            for row in rows
            if row["days"]
        ],
    )  # fmt: skip


def hold(workspace: Workspace, folder: Path) -> None:
    """Store the functions, and half a year of visits that took place, in the plan's own book."""
    places = workspace.store.frame("place")
    ids = dict(zip(places["name"], places["id"], strict=True))
    with visit_book.acting(workspace.store, FUNCTION, "put_visit_officer") as act:
        officers = [act.insert("visit_officer", values) for values in OFFICERS]
        for number, row in enumerate(row for row in read(folder / f"{TABLE}.csv") if row["days"]):
            main = officers[number % 2]
            cadence = {
                "place_id": ids[row["place"]],
                "days": 28,
                "decided_by": FUNCTION,
                "main_officer_id": main,
            }
            act.insert("visit_cadence", cadence)
            _visits(act, workspace, row, ids[row["place"]], (main, officers[2]), number)


def _visits(
    act: VisitAct, workspace: Workspace, row: Row, place_id: str, officers: tuple[str, str], number: int
) -> None:
    weekdays = [WEEKDAYS.index(day) for day in row["days"].split()]
    day, count = workspace.today - timedelta(days=BACK - 3 * number), 0
    while day < workspace.today - timedelta(days=number):
        while day.weekday() not in weekdays:
            day += timedelta(days=1)
        if day >= workspace.today:
            return
        # Every fifth visit is a volunteer's where the venue lets one come.
        by_volunteer = row["volunteers"] == "ja" and count % 5 == 4
        hour, minute = (int(part) for part in row["start"].split(":"))
        end = hour * 60 + minute + MINUTES
        act.insert("visit", {
            "place_id": place_id, "date": day, "start": row["start"], "end": hhmm(end),
            "officer_id": officers[by_volunteer], "state": "done",
        })  # fmt: skip
        day, count = day + timedelta(days=EVERY), count + 1
