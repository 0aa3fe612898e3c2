"""Random towns of a few places, for properties that must hold of any workspace: everything that a figure hangs on."""

from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from shutil import copytree

import shapely

from karta.privacy import Viewer
from karta.services.workspace import Workspace, create
from karta.store.acts import Act

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
MONDAY = date(2026, 9, 14)
VIEWER = Viewer("samordnare", "local")
KINDS = ("square", "school", "sports_facility", "youth_centre", "park")
DAYS = ("all", "FR", "SA", "FR;SA", "MO;TU;WE;TH;FR", "weekend_night", "SU")
BYDAYS = ("MO", "FR", "SA", "TU;TH", "MO;TU;WE;TH;FR;SA;SU", "FR;SA")


def plain(amount: float) -> str:
    """Return a number in tenths as a Swede writes it, worked out here."""
    return f"{amount:.1f}".removesuffix(".0").replace(".", ",")


def made(seed: int, prepared: Path, folder: Path) -> Workspace:
    """Return a town of this seed, in a copy of an empty workspace."""
    workspace = create(copytree(prepared, folder), now=lambda: NOW)
    chance = Random(seed)
    with workspace.store.act(VIEWER.function, "demo") as act:
        areas = act.insert("area", [{"name": name} for name in ("Norr", "Söder")])
        places = act.insert(
            "place", [_place(chance, number, areas) for number in range(chance.randint(2, 5))]
        )
        names = ("Föreningen", "Vandrarna", "Kommunen")
        orgs = act.insert("organisation", [{"name": name, "admitted_on": date(2026, 1, 1)} for name in names])
        act.insert("need_rule", [_rule(chance, places) for _ in range(chance.randint(2, 7))])
        act.insert("access_hours", [
            {"place_id": place, "days": "all", **_times(chance, 8, 22)} for place in places if chance.random() < 0.5
        ])  # fmt: skip
        act.insert(
            "expected_source", [_source(chance, place, orgs) for place in places if chance.random() < 0.9]
        )
        _activities(act, chance, places, orgs)
        _shifts(act, chance, places, orgs)
    return workspace


def _place(chance: Random, number: int, areas: list[str]) -> dict[str, object]:
    # Close enough that a shift at one place reaches others in part; one in ten lies nowhere yet.
    point = shapely.Point(500_000 + chance.randint(0, 320), 6_580_000 + chance.randint(0, 320))
    return {
        "name": chance.choice([f"Plats {number}", f"Plats {number}", ""]), "kind": chance.choice(KINDS),
        "geometry": None if chance.random() < 0.1 else point, "priority_weight": chance.choice([1.0, 1.0, 1.5]),
        "area_id": chance.choice(areas),
    }  # fmt: skip


def _rule(chance: Random, places: list[str]) -> dict[str, object]:
    state = chance.choice(["decided", "decided", "decided", "suggested"])
    return {
        "place_id": chance.choice(places), "state": state, "type": chance.choice(["base", "base", "base", "add"]),
        "mode": chance.choice(["stay", "stay", "visit"]), "days": chance.choice(DAYS),
        "adults": float(chance.randint(0, 4)), "outside_sessions": chance.random() < 0.3,
        "within_access": chance.random() < 0.2, "responsible": "Kommunen", "decided_by": "trygghetsrådet",
        **_times(chance, 14, 26),
    }  # fmt: skip


def _times(chance: Random, first: int, last: int) -> dict[str, str]:
    """Return a start and an end between two hours, on quarters or, now and then, on five minutes."""
    step = 5 if chance.random() < 0.15 else 15
    start = chance.randrange(first * 60, (last - 1) * 60, step)
    end = min(last * 60, start + chance.randrange(step, 5 * 60, step))
    return {name: f"{at // 60 % 24:02d}:{at % 60:02d}" for name, at in (("start", start), ("end", end))}


def _source(chance: Random, place: str, orgs: list[str]) -> dict[str, object]:
    is_known = chance.random() < 0.85
    return {
        "organisation_id": chance.choice(orgs), "place_id": place, "status": "known" if is_known else "unknown",
        "confirmed_on": date(2026, 9, 10) if is_known else None, "to_local": "2026-10-01T06:00" if is_known else None,
    }  # fmt: skip


def _schedules(act: Act, chance: Random, most: int, last: int) -> list[str]:
    """Return the ids of some new schedules of each week, up to an hour of the day."""
    count = chance.randint(1, most)
    return act.insert(
        "schedule", [{"byday": chance.choice(BYDAYS), **_times(chance, 14, last)} for _ in range(count)]
    )


def _activities(act: Act, chance: Random, places: list[str], orgs: list[str]) -> None:
    act.insert("activity", [
        {
            "schedule_id": schedule, "place_id": chance.choice(places), "organisation_id": chance.choice(orgs),
            "leaders": chance.choice([None, 0.0, 1.0, 2.0, 3.0]),
        }
        for schedule in _schedules(act, chance, 3, 22)
    ])  # fmt: skip


def _shifts(act: Act, chance: Random, places: list[str], orgs: list[str]) -> None:
    schedules = _schedules(act, chance, 6, 26)
    shifts = act.insert(
        "shift", [{"schedule_id": one, "place_id": chance.choice(places)} for one in schedules]
    )
    act.insert("shift_party", [
        {
            "shift_id": shift, "organisation_id": chance.choice(orgs),
            "status": chance.choice(["planned", "confirmed"]),
            "kind": chance.choice(["night_walker", "youth_worker"]), "adults": chance.choice([None, 1.0, 2.0, 3.0]),
            "mode": chance.choice(["active", "active", "incidental"]),
        }
        for shift in shifts
    ])  # fmt: skip
