"""Need and gaps of an organisation's own areas, coarsely: by part of the week, never by hour or place.

What one place of somebody else lacks cannot be told from it: a part of the week is shown where none, or at least
three, of the places with need are somebody else's.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

import numpy as np
import numpy.typing as npt

from karta.coverage.state import State
from karta.model.small_counts import holds_back
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.gaps import figures, period
from karta.services.register import places as register_places
from karta.services.register import town
from karta.services.register.organisations import require_own
from karta.services.workspace import Workspace
from karta.store import organisation_rows

# From this share of the hours with need on, most of it is missing, or unknown. [K]
MUCH = 0.5
PARTS = tuple((days, time) for days in ("weekdays", "weekend") for time in ("day", "evening", "night"))
# A visit that is missed is missing, too; when a place is open may be what is not known.
_SHORT = (State.THIN, State.EMPTY, State.VISIT)
_UNKNOWN = (State.UNKNOWN, figures.UNOPENED)
_NEEDED = (State.FULL, *_SHORT, *_UNKNOWN)
_FRIDAY = 4

Outlook = Literal["no_need", "few", "unknown", "much", "some", "covered"]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class PartOfWeek:
    """A part of the week in an area: Monday to Thursday or Friday to Sunday; 06-18, 18-22 or 22-06.

    `hours` with decided need, summed over its places (0 where too few stand behind it), and how it is met.
    """

    days: str
    time: str
    hours: int
    outlook: Outlook


@dataclass(frozen=True, slots=True)
class OwnArea:
    """An area in which the organisation has a place."""

    area_id: str
    name: str
    parts: tuple[PartOfWeek, ...]


def own_areas(workspace: Workspace, viewer: Viewer, org_id: str) -> list[OwnArea]:
    """Return the areas in which an organisation has a place, in this week, in alphabetical order.

    Raises
    ------
    NotAllowedError
        When it is not the viewer's own.
    """
    require(viewer, "see_own_areas", WORKSPACE)
    with workspace.store.reading() as reading:
        require_own(reading, viewer, "see_own_areas", org_id)
        own = frozenset(organisation_rows.place_ids(reading, org_id))
    places = register_places.places(workspace, viewer)
    area_ids = set(places.loc[places["id"].isin(own), "area_id"].dropna())
    today, revision = workspace.today, workspace.store.revision()
    return [
        OwnArea(area.area_id, area.name, _parts(workspace, viewer, area.area_id, own, today, revision))
        for area in town.areas(workspace, viewer).itertuples(index=False)
        if area.area_id in area_ids
    ]


# Whoever holds a link may ask as often as they like: a week of an area is computed once a revision.
@lru_cache(maxsize=64)
def _parts(
    workspace: Workspace,
    viewer: Viewer,
    area_id: str,
    own: frozenset[str],
    today: date,
    _revision: int,  # a part of the key: nothing older is ever shown
) -> tuple[PartOfWeek, ...]:
    shown = period.week(workspace, viewer, today, area=area_id)
    state = figures.of_hours(shown).state
    foreign = ~shown.places["place_id"].isin(own).to_numpy(dtype=bool)
    weekend = np.array([day.date.weekday() >= _FRIDAY for day in shown.coverage.grid.days])[shown.hours.day]
    clock = np.array([moment.hour for moment in shown.hours.start])
    times = {
        "day": (clock >= 6) & (clock < 18),
        "evening": (clock >= 18) & (clock < 22),
        "night": (clock >= 22) | (clock < 6),
    }
    return tuple(
        _part(days, time, state[:, times[time] & (weekend == (days == "weekend"))], foreign)
        for days, time in PARTS
    )


def _part(days: str, time: str, state: npt.NDArray[np.uint8], foreign: Flags) -> PartOfWeek:
    needed = np.isin(state, _NEEDED)
    hours = int(needed.sum())
    if not hours:
        return PartOfWeek(days, time, 0, "no_need")
    others = int(needed[foreign].any(axis=1).sum())
    if others and holds_back(others, "places"):
        return PartOfWeek(days, time, 0, "few")
    short, unknown = (np.isin(state, codes).sum() / hours for codes in (_SHORT, _UNKNOWN))
    if short >= MUCH:
        return PartOfWeek(days, time, hours, "much")
    if unknown >= MUCH:
        return PartOfWeek(days, time, hours, "unknown")
    return PartOfWeek(days, time, hours, "some" if short > 0 else "unknown" if unknown > 0 else "covered")
