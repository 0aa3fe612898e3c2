"""How much better one guesses where no adults will be with all that is public than with opening hours alone.

An invented town: areas, places that open, associations whose teams walk the same evenings each week, activities of
which some are shown to everybody, half a year of reports, and each month's statistics published as soon as it may be.
Then somebody guesses, for every place and hour of next week, whether no adult will be there. They know more than
anybody can: the truth of next week in all areas but those they guess about, to learn from. What they have to go on is
either the opening hours that are public and the hour, or that and everything else that is public. `make guess` prints
the area under the curve of both; `python -m tests.privacy.guessing --places 200 --weeks 26`.
"""

import argparse
import sys
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from karta.model.recurrence import WEEKDAYS
from karta.privacy import Viewer
from karta.services.access import viewers
from karta.services.follow_up import open_statistics
from karta.services.register import open_side, open_tonight
from karta.services.register.open_side import OpenSide
from karta.services.workspace import Workspace, create

# A Monday at 06: the service week that is guessed about begins.
MONDAY = date(2026, 11, 30)
LOCAL = Viewer("samordnare", "local")
HOURS = 7 * 24
AREAS, ORGS_OF_AREA, TEAMS_OF_PLACE = 8, 4, 1.2
KINDS = ("youth_centre", "square", "sports_facility", "library", "school")
# What a season's shares are: of activities shown to everybody, of shifts that were carried out.
SHOWN, HELD = 0.6, 0.9
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Town:
    """The workspace, its places in order with their areas, and for each place and hour of next week: are adults there.

    `with_leak` is what nobody outside knows: the rosters of next week, as hours with adults planned.
    """

    workspace: Workspace
    places: list[str]
    area_of: npt.NDArray[np.int64]
    adults: npt.NDArray[np.bool_]
    planned: npt.NDArray[np.bool_]


def town(folder: Path, places: int, weeks: int, seed: int) -> Town:
    """Make the town of a season that ends where next week begins, and publish its months."""
    draw = np.random.default_rng(seed)
    workspace = create(folder, now=lambda: datetime(2026, 11, 30, 5, 0, tzinfo=UTC))
    first = MONDAY - timedelta(weeks=weeks)
    area_of = np.arange(places) % AREAS
    # Areas differ in how many walk there, as they do.
    busy = draw.uniform(0.4, 1.6, AREAS)
    adults, planned = (np.zeros((places, HOURS), dtype=bool) for _ in range(2))
    with workspace.store.act("test", "import") as act:
        areas = act.insert("area", [_area(number) for number in range(AREAS)])
        orgs = act.insert("organisation", [
            {
                "name": f"Påhittad förening {number}", "admitted_on": first, "admitted_by": "rådet",
                "roster_sharing": "authorities", "report_sharing": "authorities", "session_sharing": "public",
            }
            for number in range(AREAS * ORGS_OF_AREA)
        ])  # fmt: skip
        kinds = draw.choice(KINDS, places)
        ids = act.insert("place", [
            {"name": f"Plats {number}", "kind": kinds[number], "sharing": "public", "area_id": areas[area_of[number]],
             "geometry": _point(number)}
            for number in range(places)
        ])  # fmt: skip
        for place in range(places):
            _opening(act, draw, ids[place], kinds[place])
            _activities(act, draw, ids[place], orgs[draw.integers(len(orgs))], first, adults[place])
            for _ in range(draw.poisson(TEAMS_OF_PLACE * busy[area_of[place]])):
                org = orgs[area_of[place] * ORGS_OF_AREA + draw.integers(ORGS_OF_AREA)]
                _team(act, draw, ids[place], org, first, weeks, adults[place], planned[place])
    _, versions = open_side.open_side(workspace)
    open_side.set_open_side(workspace, LOCAL, OpenSide(is_on=True), versions=versions)
    for month in open_statistics.waiting(workspace, LOCAL):
        open_statistics.publish(workspace, LOCAL, month)
    return Town(workspace, ids, area_of, adults, planned)


def guessed(made: Town, *, leak: bool = False, folds: int = 4, seed: int = 0) -> tuple[float, float]:
    """Return the area under the curve with opening hours alone, and with all that is public (and a leak).

    Areas are guessed about that nothing was learnt from, each once.
    """
    alone, everything = features(made)
    if leak:
        everything = np.column_stack([everything, made.planned.ravel()])
    nobody = ~made.adults.ravel()
    group = np.repeat(made.area_of, HOURS)
    return tuple(  # type: ignore[return-value]
        float(roc_auc_score(nobody, _guess(known, nobody, group, folds, seed)))
        for known in (alone, everything)
    )


def features(made: Town) -> tuple[Floats, Floats]:
    """Return what the two who guess know of each place and hour: of opening hours, and of everything public."""
    doors, activities = (np.zeros((len(made.places), HOURS)) for _ in range(2))
    number_of = {name: number for number, name in enumerate(f"Plats {n}" for n in range(len(made.places)))}
    for day in range(7):
        morning = datetime(2026, 11, 30, 5, 0, tzinfo=UTC) + timedelta(days=day)
        shown = open_tonight.tonight(replace(made.workspace, now=lambda at=morning: at), viewers.visitor())
        for each in shown.open:
            first = (
                round((each.start - morning.astimezone(each.start.tzinfo)).total_seconds() / 3600) + 24 * day
            )
            last = first + max(1, round((each.end - each.start).total_seconds() / 3600))
            table = activities if each.is_activity else doors
            table[number_of[each.spot.name], max(first, 0) : last] = 1
    hour = np.arange(HOURS)
    clock = np.broadcast_to([hour % 24, hour // 24], (len(made.places), 2, HOURS)).transpose(0, 2, 1)
    alone = np.concatenate([clock, doors[..., None], activities[..., None]], axis=2)
    told = _statistics(made)
    weekly = np.broadcast_to(
        np.stack([doors.sum(1), activities.sum(1)], axis=1)[:, None, :], (*doors.shape, 2)
    )
    near = np.stack([activities[made.area_of == area].mean(axis=0) for area in range(AREAS)])[made.area_of]
    everything = np.concatenate([alone, told, weekly, near[..., None]], axis=2)
    return alone.reshape(-1, alone.shape[2]), everything.reshape(-1, everything.shape[2])


def _statistics(made: Town) -> Floats:
    """Return what the published months say of each place's area at each hour: places x hours x months, -1 untold."""
    published = open_statistics.published(made.workspace, viewers.visitor())
    hour = np.arange(HOURS)
    weekend, evening = hour // 24 >= 4, (hour % 24 + 6) % 24
    late = (evening >= 18) | (evening < 6)
    part = np.select(
        [weekend & late, weekend & ~late, late],
        ["weekend_evening", "weekend_day", "weekday_evening"],
        "weekday_day",
    )
    tables = []
    for month in published:
        told = {area.name: area.hours for area in month.areas}
        by_area = np.array([
            [-1.0 if (value := told[f"Område {area}"][name]) is None else value for name in part]
            for area in range(AREAS)
        ])  # fmt: skip
        tables.append(by_area[made.area_of])
    return np.stack(tables, axis=2) if tables else np.zeros((len(made.places), HOURS, 0))


def _guess(
    known: Floats, nobody: npt.NDArray[np.bool_], group: npt.NDArray[np.int64], folds: int, seed: int
) -> Floats:
    chances = np.zeros(len(nobody))
    for learn, test in GroupKFold(folds).split(known, nobody, group):
        model = HistGradientBoostingClassifier(max_iter=80, learning_rate=0.1, random_state=seed)
        chances[test] = model.fit(known[learn], nobody[learn]).predict_proba(known[test])[:, 1]
    return chances


def _area(number: int) -> dict[str, Any]:
    west = 600_000 + 2_000 * number
    return {"name": f"Område {number}", "geometry": shapely.box(west, 6_500_000, west + 2_000, 6_510_000)}


def _point(number: int) -> shapely.Point:
    return shapely.Point(600_500 + 2_000 * (number % AREAS), 6_500_200 + 300 * (number // AREAS))


def _opening(act: Any, draw: np.random.Generator, place: str, kind: str) -> None:
    if kind in ("square", "school"):
        return
    start, end = (15, 21) if kind == "youth_centre" else (10, 18)
    act.insert("access_hours", [{
        "place_id": place, "days": "MO;TU;WE;TH;FR", "start": f"{start + draw.integers(2)}:00", "end": f"{end}:00",
    }])  # fmt: skip


def _activities(
    act: Any, draw: np.random.Generator, place: str, org: str, first: date, adults: npt.NDArray[np.bool_]
) -> None:
    """Store the weekly activities of a place; leaders are there while they last, whether everybody may know or not."""
    for _ in range(draw.integers(3)):
        day, start = int(draw.integers(7)), int(draw.integers(15, 20))
        schedule = act.insert("schedule", [{
            "start": f"{start}:00", "end": f"{start + 2}:00", "byday": WEEKDAYS[day], "valid_from": first,
        }])[0]  # fmt: skip
        act.insert("activity", [{
            "schedule_id": schedule, "organisation_id": org, "place_id": place, "title": "Öppet hus", "leaders": 2,
            "kind": "open_house", "public_yes": "shown" if draw.random() < SHOWN else None,
        }])  # fmt: skip
        adults[24 * day + start - 6 : 24 * day + start - 4] = True


def _team(
    act: Any, draw: np.random.Generator, place: str, org: str, first: date, weeks: int,
    adults: npt.NDArray[np.bool_], planned: npt.NDArray[np.bool_],
) -> None:  # fmt: skip
    """Store a team that walks an evening every week or every other, what came of it, and whether it will next week."""
    day = int(draw.choice(7, p=[0.08, 0.08, 0.1, 0.14, 0.28, 0.24, 0.08]))
    start, length, size = int(draw.integers(18, 22)), int(draw.integers(2, 4)), int(draw.integers(2, 6))
    every = int(draw.integers(1, 3))
    days = [first + timedelta(days=7 * week + day) for week in range(0, weeks + 1, every)]
    end = f"{(start + length) % 24:02}:00"
    schedules = act.insert("schedule", [{"date": each, "start": f"{start}:00", "end": end} for each in days])
    shifts = act.insert("shift", [{"schedule_id": schedule, "place_id": place} for schedule in schedules])
    parties = act.insert("shift_party", [
        {"shift_id": shift, "organisation_id": org, "adults": size, "kind": "night_walker"} for shift in shifts
    ])  # fmt: skip
    past = [(party, each) for party, each in zip(parties, days, strict=True) if each < MONDAY]
    act.insert("report", [
        {"party_id": party, "date": each, "outcome": "carried_out" if draw.random() < HELD else "no_show",
         "adults": size}
        for party, each in past
    ])  # fmt: skip
    if days[-1] >= MONDAY:
        span = slice(24 * day + start - 6, 24 * day + start - 6 + length)
        planned[span] = True
        if draw.random() < HELD:
            adults[span] = True


def main() -> int:
    """Print what is guessed of a town, and what a leak of the rosters would give; return 0."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--places", type=int, default=200)
    parser.add_argument("--weeks", type=int, default=26)
    parser.add_argument("--seeds", type=int, default=5)
    options = parser.parse_args()
    gains = []
    for seed in range(options.seeds):
        with tempfile.TemporaryDirectory() as folder:
            made = town(Path(folder) / "own", options.places, options.weeks, seed)
            told = sum(
                value is not None
                for month in open_statistics.published(made.workspace, viewers.visitor())
                for area in month.areas
                for value in area.hours.values()
            )
            alone, everything = guessed(made)
            _, leaked = guessed(made, leak=True)
            made.workspace.store.close()
        gains.append(everything - alone)
        sys.stdout.write(
            f"town {seed}: opening hours {alone:.4f}, all that is public {everything:.4f}, gain "
            f"{everything - alone:+.4f}; with the rosters {leaked:.4f}; {told} cells told\n"
        )
    sys.stdout.write(f"median gain {np.median(gains):+.4f}, largest {max(gains):+.4f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
