"""What there is for the young, in hours a week by area, and which schools have none of it near: supply, never who
needs it.

Only what somebody has stated of an activity counts; where nobody has said whether it is drop-in, it is not in here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from karta.model.computable import schedule_fault
from karta.model.schedule import Occurrence, Schedule, occurrences
from karta.model.small_counts import holds_back
from karta.privacy import WORKSPACE, Viewer, areas_of, require, sees
from karta.services.follow_up.area_facts import audience
from karta.services.gaps.school_walks import CLASSES_M, SCHOOLS, school_reach
from karta.services.gaps.statistics import WEEKS, last_day
from karta.services.register import town
from karta.services.workspace import Workspace
from karta.store.activity_supply import activities
from karta.store.cells import Row
from karta.store.records import area_of, method_of
from karta.store.sessions import days

KINDS = ("drop_in", "no_membership", "girls", "adapted", "school_hours")
# Hours of school on school days. [K]
SCHOOL_FROM, SCHOOL_TO = time(8), time(15)
# Which ages are asked for at which kind of school; None: of whatever age, stated or not. Source: the school's grades.
BANDS: tuple[tuple[str, tuple[int, int] | None], ...] = (
    ("school", None), ("school", (7, 12)), ("school", (13, 15)),
    ("upper_secondary", None), ("upper_secondary", (16, 19)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Supplied:
    """Hours a week, or why not: "few" where one or two organisations stand behind them, "unknown" where nobody has
    said of anything in the area whether it is so, or whether a day is a school day.
    """

    hours: float | None
    why: Literal["", "few", "unknown"] = ""


@dataclass(frozen=True, slots=True)
class AreaSupply:
    """What there is of each of KINDS in an area."""

    area_id: str
    name: str
    supplied: Mapping[str, Supplied]


@dataclass(frozen=True, slots=True)
class SchoolSupply:
    """Schools of a kind, and how many have no free activity for some ages within each of CLASSES_M.

    `ages` None: whatever age; `drop_in`: only those that one can drop in to. `without` is None where there are fewer
    than three schools.
    """

    kind: str
    ages: tuple[int, int] | None
    drop_in: bool
    schools: int
    without: tuple[int, ...] | None


def supply(workspace: Workspace, viewer: Viewer) -> list[AreaSupply]:
    """Return what there is in the areas that a viewer may see, in alphabetical order."""
    require(viewer, "see_follow_up", WORKSPACE)
    assigned = areas_of(viewer, "see_follow_up")
    summed = _summed(workspace, audience(viewer), last_day(workspace), workspace.store.revision())
    own = viewer.organisation_ids
    return [
        AreaSupply(area.area_id, area.name, {kind: _shown(cell, own) for kind, cell in summed[area.area_id].items()})
        for area in town.areas(workspace, viewer).itertuples(index=False)
        if area.area_id in summed and (assigned is None or area.area_id in assigned)
    ]  # fmt: skip


def schools(workspace: Workspace, viewer: Viewer) -> list[SchoolSupply]:
    """Return how many schools in the viewer's areas have nothing free of charge near, by ages and by drop-in."""
    require(viewer, "see_follow_up", WORKSPACE)
    assigned = areas_of(viewer, "see_follow_up")
    last = last_day(workspace)
    with workspace.store.reading() as reading:
        places = reading.frame("place", columns=("id", "kind", "area_id", "geometry"))
        rows = [
            row
            for row in _known(audience(viewer), activities(reading, *_period(last)))
            if row["free"] is True
        ]
        area = area_of(reading, places)
    places = places.assign(area=area)
    places = places[places["geometry"].notna() & places["kind"].isin(SCHOOLS)]
    if assigned is not None:
        places = places[places["area"].isin(assigned)]
    walks = school_reach(workspace, viewer).walks
    listed = []
    for kind, ages in BANDS:
        own = list(places.loc[places["kind"] == kind, "id"])
        for drop_in in (False, True):
            fitting = {row["place_id"] for row in rows if _fits(row, ages, drop_in=drop_in)}
            near = walks[walks["place_id"].isin(fitting)].groupby("school_id")["walk_m"].min()
            without = tuple(
                sum(not near.get(school, float("inf")) <= metres for school in own) for metres in CLASSES_M
            )
            few = holds_back(len(own), "places")
            if own:
                listed.append(SchoolSupply(kind, ages, drop_in, len(own), None if few else without))
    return listed


@lru_cache(maxsize=8)
def _summed(
    workspace: Workspace, seen_by: Viewer, last: date, _revision: int
) -> dict[str, dict[str, "_Cell"]]:
    first, _ = period = _period(last)
    with workspace.store.reading() as reading:
        places = reading.frame("place", columns=("id", "area_id", "geometry"))
        area = dict(zip(places["id"], area_of(reading, places), strict=True))
        zone, calendar = ZoneInfo(method_of(reading).timezone), days(reading, *period)
        rows = _known(seen_by, activities(reading, *period))
    school = frozenset(day.date for day in calendar if day.school_day is True)
    is_known = all(day.school_day is not None for day in calendar)
    cells: dict[str, dict[str, _Cell]] = {}
    for row in rows:
        home = area.get(row["place_id"])
        if home is None or schedule_fault(row):
            continue
        of_area = cells.setdefault(home, {kind: _Cell() for kind in KINDS})
        dates = occurrences(Schedule.from_row(row), first, last, zone, school).occurrences
        length = sum((each.end - each.start).total_seconds() for each in dates) / 3600
        at_school = sum(_school_seconds(each, zone) for each in dates if each.date in school) / 3600
        for kind, is_so in _stated(row).items():
            of_area[kind].add(row, length if is_so else 0.0, is_known=is_so is not None)
        of_area["school_hours"].add(row, at_school, is_known=is_known)
    return cells


@dataclass
class _Cell:
    """What is summed for one cell, and which organisations stand behind it."""

    hours: float = 0.0
    organisations: set[str] = field(default_factory=set)
    is_known: bool = False

    def add(self, row: Row, hours: float, *, is_known: bool) -> None:
        """Add the hours of an activity over the weeks."""
        self.is_known |= is_known
        self.hours += hours / WEEKS
        if hours and isinstance(row["organisation_id"], str):
            self.organisations.add(row["organisation_id"])


def _shown(cell: _Cell, own: frozenset[str]) -> Supplied:
    """Return a cell as it may be shown to whoever has organisations of their own."""
    if not cell.is_known:
        return Supplied(None, "unknown")
    if cell.hours and holds_back(len(cell.organisations - own), "organisations"):
        return Supplied(None, "few")
    return Supplied(cell.hours)


def _period(last: date) -> tuple[date, date]:
    return last - timedelta(days=7 * WEEKS - 1), last


def _known(seen_by: Viewer, rows: list[Row]) -> list[Row]:
    """Return the activities that an audience may know."""
    return [row for row in rows if sees(seen_by, row["sharing"], row["organisation_id"])]


def _stated(row: Row) -> dict[str, bool | None]:
    """Return what is stated of an activity of KINDS but the last; None where nobody has said."""
    membership = row["membership"]
    return {
        "drop_in": row["drop_in"], "no_membership": None if membership is None else not membership,
        "girls": row["girls"], "adapted": row["adapted"],
    }  # fmt: skip


def _school_seconds(each: Occurrence, zone: ZoneInfo) -> float:
    begins, ends = (datetime.combine(each.date, clock, zone) for clock in (SCHOOL_FROM, SCHOOL_TO))
    return max(0.0, (min(each.end, ends) - max(each.start, begins)).total_seconds())


def _fits(row: Row, ages: tuple[int, int] | None, *, drop_in: bool) -> bool:
    if drop_in and row["drop_in"] is not True:
        return False
    if ages is None:
        return True
    youngest, oldest = row["age_from"], row["age_to"]
    is_stated = youngest == youngest or oldest == oldest
    return is_stated and not youngest > ages[1] and not oldest < ages[0]
