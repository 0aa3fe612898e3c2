"""A town in which everything that people can type is an attack: every name of `HOSTILE`, spread over all fields.

`BY_FIELD` is what each kind of field holds; together they are all the names, and each place and each organisation
has one of its own.
"""

from datetime import date, timedelta
from pathlib import Path

import geopandas as gpd
from shapely import LineString, Point, box

from karta.model.frames import Schema
from karta.model.recurrence import WEEKDAYS
from karta.model.rows import ROWS
from karta.model.shift import ShiftPlan
from karta.privacy import Viewer
from karta.services.importing import acceptance
from karta.services.needs import deciding, place_status, requests, rule_rows
from karta.services.register import contacts, organisations
from karta.services.register import places as register_places
from karta.services.rosters import cancelling, shifts, sign_ups, volunteers
from karta.services.workspace import create
from karta.sources.intake import Intake, frame_of
from karta.store.layers import put_layer
from tests import guests
from tests.reports.names import HOSTILE

VIEWER = Viewer(function="samordnare", role="local")
WEST, SOUTH = 500_000, 6_580_000
STEP = 400
CHOSEN = 5


def named(first: int) -> str:
    """Return one of the names, counted round."""
    return HOSTILE[first % len(HOSTILE)]


def taken(first: int, count: int) -> list[str]:
    """Return some names in a row, counted round."""
    return [named(first + n) for n in range(count)]


BY_FIELD = {
    "place": list(HOSTILE), "organisation": list(HOSTILE), "area": taken(3, 6), "street": taken(9, 6),
    "title": taken(0, 12), "meeting_point": taken(12, 12), "notes": taken(24, 12), "invite_to": taken(36, 12),
    "notice": taken(48, 1), "person": taken(49, 6), "responsible": taken(55, 5), "reason": taken(61, 5),
    "why": taken(10, 12), "offered": taken(22, 12), "reply": taken(34, 6), "evening": taken(40, 6),
    "file": taken(46, 2), "activity": taken(58, 8), "chosen": list(HOSTILE[:5]), "function": taken(14, 6),
    "answerable": taken(55, 1),
}  # fmt: skip


class Town:
    """The workspace, what is where in it, and the way into the light pages."""

    def __init__(self, folder: Path) -> None:
        self.workspace = create(folder)
        self.today = self.workspace.today
        self.places = self._register()
        self.orgs = organisations.organisations(self.workspace, VIEWER)
        self.org = next(iter(self.orgs))
        self._needs()
        self._shifts()
        self._requests()

    @property
    def week(self) -> str:
        """The Monday of the week of the first shift."""
        day = self.today + timedelta(days=2)
        return (day - timedelta(days=day.weekday())).isoformat()

    @property
    def busy(self) -> str:
        """The place at which everything happens."""
        return self.places[0]

    def _put(self, kind: str, rows: list[dict[str, object]], source: str) -> None:
        schema: Schema = ROWS[kind]
        numbered = [{"row": n, "key": f"{source}:{kind}{n}", **row} for n, row in enumerate(rows)]
        intake = Intake(
            kind=kind, rows=frame_of(numbered, schema), issues=[], rows_read=len(rows), source=source
        )
        changes = acceptance.preview(self.workspace, VIEWER, intake)
        acceptance.apply(self.workspace, VIEWER, changes, admit=changes.admissions.open)

    def _register(self) -> list[str]:
        spots = [Point(WEST + STEP * (n % 10), SOUTH + STEP * (n // 10)) for n in range(len(HOSTILE))]
        files = BY_FIELD["file"]
        self._put("areas", [
            {"name": name, "geometry": box(WEST + STEP * n, SOUTH, WEST + STEP * (n + 1), SOUTH + 9 * STEP)}
            for n, name in enumerate(BY_FIELD["area"])
        ], files[0])  # fmt: skip
        self._put("places", [
            {"name": name, "kind": "square", "geometry": spot, "address": named(n + 1)}
            for n, (name, spot) in enumerate(zip(HOSTILE, spots, strict=True))
        ], files[1])  # fmt: skip
        places = [str(one) for one in register_places.places(self.workspace, VIEWER).sort_values("id")["id"]]
        monday = self.today - timedelta(days=self.today.weekday())
        self._put("roster", [
            {"place_key": place, "org": name, "kind": "night_walker", "byday": "FR;SA", "start": "20:00",
             "end": "23:00", "adults": 3.0, "valid_from": monday - timedelta(days=28), "title": named(n + 5)}
            for n, (place, name) in enumerate(zip(places, HOSTILE, strict=True))
        ], files[0])  # fmt: skip
        self._put("sources", [
            {"place_key": place, "org": name, "status": "unknown"}
            for place, name in zip(places[:CHOSEN], HOSTILE[:CHOSEN], strict=True)
        ], files[0])  # fmt: skip
        self._put("sessions", [
            {"place_key": places[n], "org": named(n), "title": name, "byday": "MO", "start": "17:00", "end": "19:00",
             "valid_from": monday, "leaders": 2.0} for n, name in enumerate(BY_FIELD["activity"])
        ], files[0])  # fmt: skip
        # What names a place that is not there waits for one.
        self._put("roster", [
            {"place": f"{name} väntar", "org": name, "kind": "night_walker", "byday": "FR", "start": "20:00",
             "end": "23:00"}
            for name in HOSTILE[:CHOSEN]
        ], files[1])  # fmt: skip
        streets = gpd.GeoDataFrame(
            {"name": BY_FIELD["street"], "class": "minor"},
            geometry=[LineString([(WEST, SOUTH + 90 * n), (WEST + 4000, SOUTH + 90 * n)]) for n in range(6)],
            crs=3006,
        )
        with self.workspace.store.act("samordnare", "import") as act:
            put_layer(act, "streets", streets)
        return places

    def _needs(self) -> None:
        for n, (place, responsible, reason) in enumerate(
            zip(self.places, BY_FIELD["responsible"], BY_FIELD["reason"], strict=False)
        ):
            rule_rows.decide_need(
                self.workspace, VIEWER, place_id=place, adults=5, days="all", start="18:00", end="23:00",
                responsible=responsible, reason=reason, decided_by=named(n + 30),
            )  # fmt: skip
        for place in self.places[1:4]:
            place_status.confirm_all(self.workspace, VIEWER, place, date(2030, 1, 1))
        for name in BY_FIELD["function"]:
            contacts.add_contact(self.workspace, VIEWER, function=name, channel="010-000 00 00", hours=name)
        for n, name in enumerate(BY_FIELD["evening"]):
            deciding.add_risk_evening(self.workspace, VIEWER, self.today + timedelta(days=n + 1), name)

    def _shifts(self) -> None:
        titles, points = BY_FIELD["title"], BY_FIELD["meeting_point"]
        ids = list(self.orgs)
        self.token = ""
        for name in BY_FIELD["person"]:
            _, token = guests.invite(self.workspace, VIEWER, self.org, name)
            self.token = self.token or token
        for n, title in enumerate(titles):
            plan = ShiftPlan(
                self.places[n], self.today + timedelta(days=2 + n), "21:00", "22:00", (self.org, ids[n + 1]),
                title=title, meeting_point=points[n], notes=BY_FIELD["notes"][n],
                invite_to=BY_FIELD["invite_to"][n], known_here=n % 2 == 0, roles=("walk_leader",),
            )  # fmt: skip
            shifts.create_shift(self.workspace, VIEWER, plan)
        who = volunteers.by_link(self.workspace, self.token)
        # One more, without words of its own, to be cancelled.
        extra = ShiftPlan(
            self.places[0], self.today + timedelta(days=2 + len(titles)), "21:00", "22:00", (self.org,)
        )
        shifts.create_shift(self.workspace, VIEWER, extra)
        first, *_, second = volunteers.page(self.workspace, who)[1]
        sign_ups.sign_up(self.workspace, who, first.occurrence_id, is_adult=True)
        sign_ups.sign_up(self.workspace, who, second.occurrence_id, is_adult=True)
        self.cancelled = second.occurrence_id
        cancelling.cancel(
            self.workspace, VIEWER, second.occurrence_id, BY_FIELD["notice"][0], version=second.version
        )
        yesterday = self.today - timedelta(days=1)
        shifts.create_shift(
            self.workspace, VIEWER,
            ShiftPlan(self.places[0], yesterday, "20:00", "21:00", (self.org,), min_team=1, title=titles[0]),
            afterwards=True,
        )  # fmt: skip
        (self.past, *_) = [occurrence.occurrence_id for occurrence in shifts.past(self.workspace, VIEWER)]

    def _requests(self) -> None:
        for n, (why, offered) in enumerate(zip(BY_FIELD["why"], BY_FIELD["offered"], strict=True)):
            asked = requests.ask_presence(
                self.workspace, VIEWER, place_id=self.places[n], to_org=self.org, start="20:00", end="22:00",
                day=self.today + timedelta(days=3), why=why, offered=offered,
            )  # fmt: skip
            if n < len(BY_FIELD["reply"]):
                version = int(requests.visible(self.workspace, VIEWER).set_index("id")["version"][asked])
                requests.answer(
                    self.workspace, VIEWER, asked, "otherwise", BY_FIELD["reply"][n], version=version
                )
        for kind in requests.RAISED:
            requests.raise_place(
                self.workspace, VIEWER, kind=kind, place_id=self.places[0], start="20:00", end="22:00",
                days=WEEKDAYS[0], why=BY_FIELD["why"][0],
            )  # fmt: skip
