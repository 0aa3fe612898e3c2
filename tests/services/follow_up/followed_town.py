"""A town to follow up, on Wednesday 16 September 2026: one square, and the nights of its associations.

Alfa has planned sixty nights from 1 July on, 21-23 with two adults: seven are cancelled, five were held by one adult,
and 48 by two, of which 19 met nobody. The others have as many nights as a test gives them, all held by two.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from karta.model.shift import ShiftOccurrence
from karta.privacy import Viewer
from karta.services.importing import entries
from karta.services.needs import rule_rows
from karta.services.register import places
from karta.services.rosters.occurrences import occurrences_between
from karta.services.workspace import Workspace, create
from karta.store.acts import Act

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
FIRST = date(2026, 7, 1)
LOCAL = Viewer("samordnare", "local")
NIGHTS = 60
# Nights that were cancelled, and held by one adult; of the others the first nineteen met nobody.
CANCELLED, ALONE, ZERO = 7, 5, 19


def make(folder: Path, others: Mapping[str, int] | None = None, sector: str = "civil_society") -> Workspace:
    """Return the town; `others` are further organisations of a sector by name, with how many nights each."""
    made = create(folder, now=lambda: NOW)
    entries.add_place(made, LOCAL, name="Torget", kind="square", lat=59.0, lon=15.0)
    place = str(places.places(made, LOCAL)["id"].iloc[0])
    rule_rows.decide_need(
        made, LOCAL, place_id=place, adults=3, days="all", start="21:00", end="23:00", responsible="Kommunen",
        valid_from=date(2026, 6, 1), valid_to=date(2026, 12, 31),
    )  # fmt: skip
    with made.store.act("test", "import") as act:
        _story(act, place)
        for name, nights in (others or {}).items():
            org = _organisation(act, name, sector)
            for night in range(nights):
                _night(act, place, org, FIRST + timedelta(days=night), {"adults": 2, "met": "1-10"})
    return made


def admin(workspace: Workspace, name: str = "Alfa") -> Viewer:
    """Return an organisation's administrator, of the whole municipality."""
    frame = workspace.store.frame("organisation").set_index("name")
    org = str(frame.loc[name, "id"])
    return Viewer("styrelsen", "org_admin", frozenset({org}), None, org, name)


def nights_of(workspace: Workspace) -> list[ShiftOccurrence]:
    """Return every night of the town."""
    with workspace.store.reading() as reading:
        return occurrences_between(reading, FIRST, NOW.date())


def _story(act: Act, place: str) -> None:
    alfa = _organisation(act, "Alfa", "civil_society")
    held = 0
    for night in range(NIGHTS):
        day = FIRST + timedelta(days=night)
        if night < CANCELLED:
            schedule = _night(act, place, alfa, day, None)
            off = {
                "schedule_id": schedule,
                "original_start": f"{day}T21:00",
                "what": "cancelled",
                "notice": "",
            }
            act.insert("schedule_exception", [off])
        elif night < CANCELLED + ALONE:
            _night(act, place, alfa, day, {"adults": 1, "met": "0"})
        else:
            _night(act, place, alfa, day, {"adults": 2, "met": "0" if held < ZERO else "1-10"})
            held += 1


def _organisation(act: Act, name: str, sector: str) -> str:
    row = {"name": name, "sector": sector, "admitted_on": FIRST, "admitted_by": "rådet"}
    return act.insert("organisation", [row])[0]


def _night(act: Act, place: str, org: str, day: date, report: Mapping[str, object] | None) -> str:
    """Store a night and its report; return the id of its schedule."""
    schedule = act.insert("schedule", [{"date": day, "start": "21:00", "end": "23:00"}])[0]
    shift = act.insert("shift", [{"schedule_id": schedule, "place_id": place, "cost": 100.0}])[0]
    party = {"shift_id": shift, "organisation_id": org, "adults": 2.0, "kind": "night_walker"}
    party_id = act.insert("shift_party", [party])[0]
    if report is not None:
        start = {
            "party_id": party_id,
            "date": day,
            "original_start": f"{day}T21:00",
            "outcome": "carried_out",
        }
        act.insert("report", [{**start, **report}])
    return schedule
