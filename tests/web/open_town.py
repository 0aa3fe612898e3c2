"""A town with an open side: a club, a church and the municipality, with activities that are shown and others.

The clock says 18:00 on Wednesday 16 September 2026.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import shapely

from karta.privacy import Viewer
from karta.services.importing import entries
from karta.services.register import open_side
from karta.services.register.names import to_metres
from karta.services.register.open_side import OpenSide
from karta.services.rosters import looking_for_adults, poster_contact
from karta.services.rosters.looking_for_adults import Said
from karta.services.workspace import Workspace, create

NOW = datetime(2026, 9, 16, 16, 0, tzinfo=UTC)
TODAY = date(2026, 9, 16)
LOCAL = Viewer("den som sitter här", "local")


@dataclass
class OpenTown:
    """The workspace, and ids by name: organisations, places, activities."""

    workspace: Workspace
    orgs: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)

    def activity(
        self, org: str, place: str, title: str, hours: str = "17:00-20:00", day: date = TODAY, **said: Any
    ) -> str:
        """Store an activity of one day, by default from 17 to 20 today; return its id."""
        start, end = hours.split("-")
        with self.workspace.store.act("test", "import") as act:
            schedule = act.insert("schedule", [{"date": day, "start": start, "end": end}])[0]
            row = {
                "schedule_id": schedule, "organisation_id": self.orgs[org], "place_id": self.places[place],
                "title": title, "kind": "open_house", **said,
            }  # fmt: skip
            return act.insert("activity", [row])[0]

    def opens(self, place: str, days: str = "all", hours: str = "15:00-21:00", *, shown: bool = True) -> None:
        """Store when a place is open, and whether it is shown to everybody."""
        start, end = hours.split("-")
        with self.workspace.store.act("test", "import") as act:
            act.insert("access_hours", [{
                "place_id": self.places[place], "days": days, "start": start, "end": end,
            }])  # fmt: skip
            act.update("place", self.places[place], None, {"sharing": "public" if shown else "partners"})

    def share(self, org: str, level: str = "public") -> None:
        """Set who may know the sessions of an organisation."""
        with self.workspace.store.act("test", "set_sharing") as act:
            act.update("organisation", self.orgs[org], None, {"session_sharing": level})

    def seek(self, org: str, way: str = "klubben@x.exempel") -> None:
        """Let an organisation say that it looks for adults in the one area, in Somali, on weekday evenings."""
        areas = tuple(self.workspace.store.frame("area")["id"])
        if way:
            poster_contact.set_way(self.workspace, LOCAL, self.orgs[org], way, version=0)
        said = Said(is_on=True, areas=areas, languages=("so",), parts=("weekday_evenings",))
        looking_for_adults.say(self.workspace, LOCAL, self.orgs[org], said, version=0)

    def open_up(self, **said: Any) -> None:
        """Open the open side."""
        _, versions = open_side.open_side(self.workspace)
        open_side.set_open_side(self.workspace, LOCAL, OpenSide(is_on=True, **said), versions=versions)


def make(folder: Path) -> OpenTown:
    """Make the town in a folder: three organisations, four places in one area and one outside it."""
    town = OpenTown(create(folder, now=lambda: NOW))
    corners = to_metres([14.9, 15.1, 15.1, 14.9], [58.95, 58.95, 59.05, 59.05])
    with town.workspace.store.act("test", "import") as act:
        act.insert("area", [{"name": "Västra", "geometry": shapely.Polygon(corners)}])
        for name, sector in (
            ("Klubben", "civil_society"),
            ("Kyrkan", "civil_society"),
            ("Kommunen", "municipality"),
        ):
            row = {"name": name, "sector": sector, "admitted_on": TODAY, "admitted_by": "rådet"}
            town.orgs[name] = act.insert("organisation", [row])[0]
    for name, kind, lat in (
        ("Gården", "youth_centre", 59.0), ("Skolan", "school", 59.005), ("Hallen", "sports_facility", 59.02),
        ("Torget", "square", 59.001), ("Långt bort", "library", 59.2),
    ):  # fmt: skip
        entries.add_place(town.workspace, LOCAL, name=name, kind=kind, lat=lat, lon=15.0)
    frame = town.workspace.store.frame("place")
    town.places = dict(zip(frame["name"], frame["id"], strict=True))
    return town
