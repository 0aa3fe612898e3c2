"""The figures that are shown of a period, each by one function: map, grid, list, panel, card, sheet and file ask here.

What they draw from a period beside this are names, times and sentences. Nothing that is shown is rounded elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from karta.coverage.gaps import State
from karta.coverage.grid import grid
from karta.coverage.need import need
from karta.coverage.visits import window_count
from karta.privacy import Viewer, require_for
from karta.services.gaps import map_layers, period
from karta.services.gaps.known_tables import only_places
from karta.services.gaps.period import LIST_COLUMNS, Period, PlaceWeek
from karta.services.gaps.rounding import Figures, adult_hours, clock_hours, known, lacking

# The states of an hour at a place, by their codes; the last is unknown because nobody has said when a place is open.
STATES = (*(state.name.lower() for state in State), "unopened")
UNOPENED = len(STATES) - 1
SUMS = ("need_ah", "covered_ah", "gap_ah", "unknown_ah")


@dataclass(frozen=True)
class HourFigures:
    """What is shown of hours, places x hours or of one place or hour alone.

    `state`: codes of STATES; `missing` and `unknown`: adults; `visit`: adults that a missed visit asks for; `present`:
    known adults; `need`: adults asked for, to stay or to visit.
    """

    state: npt.NDArray[np.uint8]
    missing: Figures
    unknown: Figures
    visit: Figures
    present: Figures
    need: Figures


def of_hours(shown: Period, at: Any = (slice(None), slice(None))) -> HourFigures:
    """Return the figures of a period's hours; `at` chooses places and hours as an index of a table does."""
    hours = shown.hours
    state = np.where(shown.unknown_opening[at], np.uint8(UNOPENED), hours.state[at])
    missing = np.where(np.isin(state, (State.THIN, State.EMPTY)), lacking(hours.missing[at]), 0.0)
    return HourFigures(
        state=state.astype(np.uint8),
        missing=missing,
        unknown=lacking(hours.unknown[at]),
        visit=np.where(state == State.VISIT, lacking(hours.visit[at]), 0.0),
        present=known(hours.present[at]),
        need=lacking(hours.need[at]),
    )


def gaps(shown: Period) -> pd.DataFrame:
    """Return the gap list with its adult-hours as they are shown: LIST_COLUMNS and weighted, in its order."""
    return _listed(shown.gaps)


def unknown(shown: Period) -> pd.DataFrame:
    """Return the runs of unknown need with their adult-hours as they are shown: LIST_COLUMNS and weighted."""
    return _listed(shown.unknown)


def listing(shown: Period, *, include_unknown: bool = False) -> pd.DataFrame:
    """Return the gap list as `karta gaps` prints it, unknown runs after the gaps where asked for.

    Columns: LIST_COLUMNS, and `approximate`: whether some distance to the place is a straight line x 1.3.
    """
    parts = [gaps(shown), unknown(shown)] if include_unknown else [gaps(shown)]
    rows = pd.concat(parts, ignore_index=True)[LIST_COLUMNS]
    return rows.assign(approximate=rows["place_id"].isin(shown.approximate))


def firmness(viewer: Viewer, shown: Period) -> tuple[bool, pd.DataFrame]:
    """Return whether the ranking is stable under METHOD's five settings, and their rows with the gap as it is shown."""
    require_for(viewer, "see_gaps", shown.audience)
    stable, settings = period.firmness(viewer, shown)
    return stable, settings.assign(gap_ah=adult_hours(settings["gap_ah"]))


def sums(amounts: Mapping[str, Any]) -> dict[str, float]:
    """Return the SUMS of a period, or of one that was kept, as they are shown."""
    return {name: float(adult_hours(amounts[name])) for name in SUMS}


def totals(shown: Period) -> dict[str, float]:
    """Return the sums of a period as they are shown, with suggested_ah and double_ah; the shares as they are."""
    beside = {"suggested_ah": shown.suggested_ah, "double_ah": shown.days["surplus_multi_org_ah"].sum()}
    rounded = {name: float(adult_hours(amount)) for name, amount in beside.items()}
    return {**shown.totals, **sums(shown.totals), **rounded}


def by_place(shown: Period) -> pd.DataFrame:
    """Return the sums of each place of a period as they are shown: place_id and SUMS."""
    amounts = {name: adult_hours(shown.by_place[name]) for name in SUMS}
    return pd.DataFrame({"place_id": shown.by_place["place_id"], **amounts})


def by_day(shown: Period) -> pd.DataFrame:
    """Return the sums of each service day of a period as they are shown: service_day and SUMS, nothing blank."""
    summed = shown.days.groupby("service_day", as_index=False)[list(SUMS)].sum()
    return summed.assign(**{name: adult_hours(summed[name]) for name in SUMS})


def gaps_ahead(shown: Period, now: datetime, most: int, *, soonest: bool = False) -> pd.DataFrame:
    """Return the first rows of the gap list that are not over, with the fewest and most adults that one lacks.

    `soonest`: those that begin first instead.

    Columns: those of `gaps`; first_hour: the hour of the period that the gap, or what is left of it, begins in; fewest
    and largest: adults missing in its hours, as the map shows them.
    """
    listed = gaps(shown)
    ahead = listed[listed["end"] > now]
    if soonest:
        ahead = ahead.sort_values("start", kind="stable")
    ahead = ahead.head(most).reset_index(drop=True)
    moment = pd.Timestamp(now)
    first = shown.hours.numbers(ahead["start"].where(ahead["start"] > moment, moment))
    last = shown.hours.numbers(ahead["end"] - pd.Timedelta(minutes=1))
    rows = shown.coverage.grid.place_index()
    lacks = [
        of_hours(shown, (rows[place], slice(begins, ends + 1))).missing
        for place, begins, ends in zip(ahead["place_id"], first, last, strict=True)
    ]
    return ahead.assign(
        first_hour=first,
        fewest=[float(lack.min()) for lack in lacks],
        largest=[float(lack.max()) for lack in lacks],
    )


def double(shown: Period) -> pd.DataFrame:
    """Return double staffing as it is shown, of each place and service day: place_id, service_day, adult_hours."""
    amounts = adult_hours(shown.days["surplus_multi_org_ah"])
    return shown.days[["place_id", "service_day"]].assign(adult_hours=amounts)


def visits(shown: Period) -> dict[str, int]:
    """Return the visit windows of all places of a period: needed, met, missed and unknown."""
    return {
        name: int(shown.visits[f"visits_{name}"].sum()) if len(shown.visits) else 0
        for name in ("needed", "met", "missed", "unknown")
    }


def of_place(shown: Period, place: PlaceWeek) -> dict[str, Any]:
    """Return the sums of one place: decided_hours, suggested_hours and known_hours in adult-hours, decided_visits and
    suggested_visits in visit windows, and known_adults, the most at a time.
    """
    tables = only_places(shown.coverage.tables, {place.place_id})
    on = grid(tables, shown.coverage.grid.slots.minutes)
    suggested = need(tables, on, "suggested")
    present = shown.hours.present[place.row]
    sums = {
        "decided_hours": float(np.nan_to_num(place.measures["need_ah"])),
        "suggested_hours": float(suggested.stay.sum() * on.hours),
        "known_hours": float(present.sum()),
    }
    return {
        **{name: float(adult_hours(amount)) for name, amount in sums.items()},
        "decided_visits": place.visits.get("needed", 0),
        "suggested_visits": window_count(suggested.visit > 0, on, tables.method),
        "known_adults": float(known(present.max(initial=0.0))),
    }


def lack_of_place(place: PlaceWeek) -> dict[str, float]:
    """Return how long a place lacks adults in a period, and how many: gap_hours by the clock, and gap_ah."""
    short = place.measures["empty_h"] + place.measures["thin_h"]
    return {
        "gap_hours": float(clock_hours(short)),
        "gap_ah": float(adult_hours(place.measures["gap_ah"])),
    }


def open_hours(viewer: Viewer, shown: Period, place_id: str) -> dict[str, float]:
    """Return the open hours of a place as they are shown, by the names of `map_layers.open_place`."""
    require_for(viewer, "see_gaps", shown.audience)
    hours = map_layers.open_place(viewer, shown, place_id)
    return {name: float(clock_hours(amount)) for name, amount in hours.items()}


def _listed(runs: pd.DataFrame) -> pd.DataFrame:
    amounts = {name: adult_hours(runs[name].to_numpy(dtype=float)) for name in ("adult_hours", "weighted")}
    return runs[[*LIST_COLUMNS, "weighted"]].assign(**amounts)
