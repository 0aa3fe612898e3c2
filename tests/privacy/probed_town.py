"""An invented town of two associations in two areas, in which each act of the policy can be tried on either's.

Alfa is in the north and Beta in the south; each has a place of its own, a roster, a shift that people sign up to, a
person, a session, a contact, a request, a need, an expected roster and a match.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import shapely

from karta.model.shift import ShiftPlan
from karta.privacy import Role, Viewer
from karta.services.importing import entries
from karta.services.needs import requests, rule_rows
from karta.services.register import contacts, places
from karta.services.register.names import to_metres
from karta.services.rosters import invitations, poster_contact, shifts, sign_ups, volunteers
from karta.services.workspace import Workspace, create
from karta.store.act_rows import Owner

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
TODAY, FRIDAY, LAST_FRIDAY = date(2026, 9, 16), date(2026, 9, 18), date(2026, 9, 11)
LOCAL = Viewer("den som sitter här", "local")
LATITUDES = {"Alfa": 59.0, "Beta": 59.2}


@dataclass(frozen=True, slots=True)
class Whose:
    """What is one association's, by id."""

    org: str
    name: str
    place: str
    area: str
    shift: str
    occurrence: str
    past: str
    person: str
    activity: str
    contact: str
    asked: str
    made: str
    act: str
    # How many acts the town has seen when it is made.
    revision: int = 0


def make(folder: Path) -> dict[str, Whose]:
    """Make the town in a folder and return what is whose."""
    town = create(folder, now=lambda: NOW)
    whose = {name: _association(town, name) for name in ("Alfa", "Beta")}
    revision = town.store.revision()
    town.store.close()
    return {name: replace(each, revision=revision) for name, each in whose.items()}


def _association(town: Workspace, name: str) -> Whose:
    lat = LATITUDES[name]
    corners = to_metres([14.9, 15.1, 15.1, 14.9], [lat - 0.05, lat - 0.05, lat + 0.05, lat + 0.05])
    with town.store.act("test", "import") as act:
        area = act.insert("area", [{"name": f"Område {name}", "geometry": shapely.Polygon(corners)}])[0]
        org = act.insert("organisation", [{"name": name, "admitted_on": TODAY, "admitted_by": "rådet"}])[0]
    entries.add_place(town, LOCAL, name=f"Torget {name}", kind="square", lat=lat, lon=15.0)
    frame = places.places(town, LOCAL)
    place = str(frame.loc[frame["name"] == f"Torget {name}", "id"].iloc[0])
    with town.store.act("test", "import") as act:
        act.update("place", place, None, {"owner_org_id": org, "crisis": True})
        schedule = act.insert("schedule", [{"date": FRIDAY, "start": "17:00", "end": "18:00"}])[0]
        activity = act.insert(
            "activity",
            [{"schedule_id": schedule, "organisation_id": org, "place_id": place, "title": "Träning"}],
        )[0]
        match = {
            "organisation_id": org,
            "owner_org_id": org,
            "place_id": place,
            "date": FRIDAY,
            "kind": "match",
        }
        act.insert("crowd_event", [match])
    entries.add_shift(
        town, LOCAL, org=name, place_id=place, kind="night_walker", weekdays=["FR"], start="21:00", end="23:00",
        adults=2, from_day=date(2026, 8, 1),
    )  # fmt: skip
    entries.expect_source(town, LOCAL, org=name, place_id=place)
    rule_rows.decide_need(
        town, LOCAL, place_id=place, days="FR", start="20:00", end="23:00", adults=2, responsible=name,
        valid_to=date(2026, 12, 31),
    )  # fmt: skip
    shift = shifts.create_shift(town, LOCAL, ShiftPlan(place, FRIDAY, "20:00", "22:00", (org,)))
    own = [each for each in shifts.ahead(town, LOCAL).understaffed if each.shift_id == shift]
    over = shifts.create_shift(
        town, LOCAL, ShiftPlan(place, LAST_FRIDAY, "20:00", "22:00", (org,)), afterwards=True
    )
    past = [each for each in shifts.past(town, LOCAL) if each.shift_id == over]
    (person,) = invitations.invite_all(town, LOCAL, org, [(f"Kim {name}", "070-000 00 00")])
    volunteer = volunteers.by_link(town, person.token)
    sign_ups.sign_up(town, volunteer, own[0].occurrence_id, is_adult=True)
    poster_contact.set_way(town, LOCAL, org, f"hej@{name.lower()}.se", version=0)
    contact = contacts.add_contact(town, LOCAL, function="Jour", channel="08-123 45", organisation_id=org)
    hours = {"place_id": place, "start": "20:00", "end": "23:00", "day": FRIDAY}
    asked = requests.ask_presence(town, LOCAL, to_org=name, **hours)
    made = requests.raise_place(town, LOCAL, kind="missed", from_org=name, **hours)
    with town.store.act(name, "note", "Matchen flyttad", owner=Owner(organisation_id=org)) as act:
        act.insert("calendar_row", [{"date": FRIDAY, "kind": "risk_evening", "name": name}])
    return Whose(
        org, name, place, area, shift, own[0].occurrence_id, past[0].occurrence_id, person.person_id, activity, contact,
        asked, made, act.id,
    )  # fmt: skip


def viewer(role: Role, whose: Whose) -> Viewer:
    """Return who has a role in an association and its area."""
    if role in ("local", "anonymous"):
        return Viewer(whose.name, role)
    return Viewer(whose.name, role, frozenset({whose.org}), frozenset({whose.area}), whose.org, whose.name)
