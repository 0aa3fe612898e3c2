"""The walks of a proposal by their numbers: on a small map, and by place and day over the gaps that they are for.

A number is the same on the map, in the table and in the list. What was set aside comes after what is proposed.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Literal

from karta.i18n import text
from karta.model.service_day import service_day_of
from karta.privacy import Viewer, require_for
from karta.reports.plan_map import Spot, Tag, numbered_svg
from karta.services.gaps import rounding
from karta.services.planning.shift_plans import Walk, WalkProposal, WalkWishes
from karta.services.register import places, town
from karta.services.workspace import Workspace

State = Literal["proposed", "locked", "rejected"]


@dataclass(frozen=True, slots=True)
class NumberedWalk:
    """A walk with its number, its service day, and whether it is proposed, kept (`locked`) or set aside."""

    number: int
    walk: Walk
    state: State
    day: date


@dataclass(frozen=True, slots=True)
class DayCell:
    """A place on a service day: adult-hours that are missing, and the walks that would be there."""

    missing: float
    walks: tuple[NumberedWalk, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place with a cell for each service day."""

    place: str
    cells: tuple[DayCell, ...]


@dataclass(frozen=True, slots=True)
class ProposedWeek:
    """Service days; the places that have walks, by their first number; `others`: what is missing at other places."""

    days: tuple[date, ...]
    rows: tuple[PlaceRow, ...]
    others: tuple[float, ...]
    other_places: int


def numbered(
    workspace: Workspace, viewer: Viewer, proposal: WalkProposal, wishes: WalkWishes
) -> tuple[NumberedWalk, ...]:
    """Return the walks by number: as the proposal has them, then those set aside whose gap is still there."""
    require_for(viewer, "see_gaps", proposal.audience)
    start = workspace.method.day_start_local

    def day(walk: Walk) -> date:
        return service_day_of(walk.start, workspace.zone, start)

    locked = {walk.key for walk in wishes.locked}
    missing = {(gap.place_id, gap.day) for gap in proposal.gaps}
    aside = [walk for walk in wishes.rejected if (walk.place_id, day(walk)) in missing]
    states: list[tuple[Walk, State]] = [
        *((walk, "locked" if walk.key in locked else "proposed") for walk in proposal.walks),
        *((walk, "rejected") for walk in sorted(aside, key=lambda walk: (walk.start, walk.key))),
    ]  # fmt: skip
    return tuple(
        NumberedWalk(number, walk, state, day(walk)) for number, (walk, state) in enumerate(states, start=1)
    )


def week(workspace: Workspace, viewer: Viewer, proposal: WalkProposal, wishes: WalkWishes) -> ProposedWeek:
    """Return the proposal's gap by place and day, each told to the tenth, with the walks over it."""
    require_for(viewer, "see_gaps", proposal.audience)
    walks = numbered(workspace, viewer, proposal, wishes)
    names = {each.walk.place_id: each.walk.place for each in walks}
    amounts: dict[tuple[str, date], float] = defaultdict(float)
    for gap in proposal.gaps:
        amounts[gap.place_id if gap.place_id in names else "", gap.day] += gap.adult_hours

    def cell(place_id: str, day: date) -> DayCell:
        there = tuple(each for each in walks if (each.walk.place_id, each.day) == (place_id, day))
        return DayCell(float(rounding.adult_hours(amounts[place_id, day])), there)

    return ProposedWeek(
        days=proposal.days,
        rows=tuple(
            PlaceRow(name, tuple(cell(place_id, day) for day in proposal.days))
            for place_id, name in names.items()
        ),
        others=tuple(cell("", day).missing for day in proposal.days),
        other_places=len({gap.place_id for gap in proposal.gaps} - names.keys()),
    )


def drawn(workspace: Workspace, viewer: Viewer, proposal: WalkProposal, wishes: WalkWishes) -> bytes | None:
    """Return a small map with the walks' numbers at their places and a dot at each other gap; None without walks on it.

    It is as large as the places of the walks need.
    """
    require_for(viewer, "see_gaps", proposal.audience)
    tags: dict[str, list[Tag]] = defaultdict(list)
    for each in numbered(workspace, viewer, proposal, wishes):
        tags[each.walk.place_id].append(Tag(each.number, each.state))
    register = places.places(workspace, viewer).set_index("id")[["lon", "lat"]].dropna()
    marked = register[register.index.isin(tags)]
    if marked.empty:
        return None
    shown = register[register.index.isin({*tags, *(gap.place_id for gap in proposal.gaps)})]
    return numbered_svg(
        text("proposed.map", workspace.language), town.around(marked), town.ground(workspace, viewer),
        [Spot(row.lon, row.lat, tags.get(str(row.Index), [])) for row in shown.itertuples()],
    )  # fmt: skip
