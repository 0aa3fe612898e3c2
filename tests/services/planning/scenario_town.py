"""The town of story (d): a square, a youth centre 130 m of walk from it and a school, where nobody is known to be."""

from datetime import date, timedelta
from typing import Any

from karta.privacy import Viewer
from karta.services.importing import entries
from karta.services.needs import rule_rows
from karta.services.register import organisations, places
from karta.services.workspace import Workspace

COORDINATOR = Viewer("samordnare", "local")
WORKDAYS = ("MO", "TU", "WE", "TH", "FR")
SQUARE, CENTRE, SCHOOL = "Torget", "Gården", "Skolan"
# So long all rosters are in, and needs decided.
AHEAD = timedelta(days=100)


def fill(town: Workspace, monday: date) -> None:
    """Put the story into an empty town where every roster is in, and has nobody, from a Monday on.

    Two adults are wanted on Friday 21-23 at the square and in the hour after the youth centre closes (21); one at the
    school 16-18 on all workdays.
    """
    org = organisations.add_organisation(town, COORDINATOR, "Kommunen")
    for name, kind, lat in (
        (SQUARE, "square", 59.0), (CENTRE, "youth_centre", 59.0 + 100 / 111_320), (SCHOOL, "school", 59.1),
    ):  # fmt: skip
        entries.add_place(town, COORDINATOR, name=name, kind=kind, lat=lat, lon=15.0)
        place = ids(town)[name]
        entries.expect_source(town, COORDINATOR, org="Kommunen", place_id=place)
        organisations.confirm_source(town, COORDINATOR, org, place, monday + AHEAD)
    with town.store.act("test", "import") as act:
        act.insert(
            "access_hours", [{"place_id": ids(town)[CENTRE], "days": "FR", "start": "15:00", "end": "21:00"}]
        )
    after = {"anchor": "close", "start_offset_min": 0, "end_offset_min": 60}
    decide(town, monday, SQUARE, "FR", "21:00", "23:00", 2)
    decide(town, monday, SCHOOL, ";".join(WORKDAYS), "16:00", "18:00", 1)
    decide(town, monday, CENTRE, "FR", "00:00", "00:00", 2, **after)


def ids(town: Workspace) -> dict[str, str]:
    """Return the id of each place by its name."""
    return {
        str(name): str(place)
        for name, place in places.places(town, COORDINATOR).set_index("name")["id"].items()
    }


def decide(
    town: Workspace, monday: date, name: str, days: str, start: str, end: str, adults: int, **over: Any
) -> None:
    """Decide a need from a Monday on."""
    rule_rows.decide_need(
        town, COORDINATOR, place_id=ids(town)[name], days=days, start=start, end=end, adults=adults,
        responsible="Kommunen", valid_from=monday, valid_to=monday + AHEAD, **over,
    )  # fmt: skip
