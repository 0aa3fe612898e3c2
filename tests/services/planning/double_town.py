"""The town of story (a): two teams at the square, nobody at the station 600 m away."""

from datetime import date, timedelta

from karta.model.schedule import WEEKDAYS
from karta.privacy import Viewer
from karta.services.importing import entries
from karta.services.needs import rule_rows
from karta.services.register import organisations, places
from karta.services.workspace import Workspace

COORDINATOR = Viewer("samordnare", "local")
TEAMS = {"Förening A": 3.0, "Förening B": 2.0}


def fill(town: Workspace, day: date) -> None:
    """Put the story into an empty town: a square with teams of 3 and 2, a station 600 m north of it without any.

    No streets are known: 600 m of walk are 461.5 m of straight line x 1.3. Each wants two adults 21-23 on
    the weekday of `day`.
    """
    with town.store.act("test", "import") as act:
        orgs = act.insert("organisation", [
            {"name": name, "admitted_on": day, "sector": "civil_society"} for name in TEAMS
        ])  # fmt: skip
    for name, lat in (("Torget", 59.0), ("Stationen", 59.0 + 461.5 / 111_320)):
        entries.add_place(town, COORDINATOR, name=name, kind="square", lat=lat, lon=15.0)
    ids = places.places(town, COORDINATOR).set_index("name")["id"]
    for place in ids:
        for org, called in zip(orgs, TEAMS, strict=True):
            entries.expect_source(town, COORDINATOR, org=called, place_id=place)
            organisations.confirm_source(town, COORDINATOR, org, place, day + timedelta(days=90))
        rule_rows.decide_need(
            town, COORDINATOR, place_id=place, days=WEEKDAYS[day.weekday()], start="21:00", end="23:00", adults=2,
            responsible="Nätverket", valid_to=day + timedelta(days=90),
        )  # fmt: skip
    with town.store.act("test", "import") as act:
        for org, adults in zip(orgs, TEAMS.values(), strict=True):
            schedule = act.insert("schedule", [{"date": day, "start": "21:00", "end": "23:00"}])[0]
            shift = act.insert("shift", [
                {"schedule_id": schedule, "located": "place", "place_id": ids["Torget"], "min_team": 2}
            ])[0]  # fmt: skip
            act.insert("shift_party", [
                {"shift_id": shift, "organisation_id": org, "kind": "night_walker", "adults": adults,
                 "sharing": "partners"}
            ])  # fmt: skip
