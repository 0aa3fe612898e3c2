"""Gaps: read the workspace, compute coverage in a view, and hand out only what the viewer may see."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from karta.coverage.gaps import Coverage, cover
from karta.coverage.grid import slot_minutes
from karta.coverage.hours import Hours, hours
from karta.coverage.measures import by_place, composition, place_days, ranked, totals
from karta.coverage.need import Need, need
from karta.coverage.presence import VIEWS, View
from karta.coverage.unopened import laid, span, unopened
from karta.coverage.visits import visit_counts, visit_windows
from karta.coverage.whatif import is_stable, sensitivity
from karta.errors import InputError, NotFoundError
from karta.model.calendar import unknown_days
from karta.model.tables import Tables
from karta.privacy import Viewer, may, redact, require
from karta.services import reasons
from karta.services.reach import distances, off_streets_text
from karta.services.workspace import Workspace
from karta.store.records import load_tables

# The source of what nobody can have reported yet.
NOT_YET = "not_yet"
LIST_COLUMNS = ["place_id", "place", "start", "end", "adult_hours", "state", "why"]


@dataclass(frozen=True)
class Period:
    """A view of some service days, computed and redacted: what the page, the command and a sheet show.

    `places` (PLACES columns and area), `hours`, `gaps` and `unknown` (LIST_COLUMNS; start and end local, aware),
    `totals` (sums and shares), `suggested_ah` (need that is only suggested, apart), `by_place`, `visits` (counts of
    visit windows by place); `composition` (effective adult-hours of known presence by sector); `ranked` is False
    where completeness is too low for a ranking; `calendar_unknown` lists days of which the school calendar knows
    nothing; `approximate`: places to which some distance is a straight line x 1.3; `off_streets`: what no street is
    near, in words; `revision`: that of the workspace before it was read, so that nothing older is ever taken for it.
    `unopened`: hours of unknown opening (places x hours); `span`: the shares of need between which coverage lies;
    `weeks`: of how many weeks the hours are the mean.
    """

    view: View
    coverage: Coverage
    suggested: Need
    places: pd.DataFrame
    hours: Hours
    gaps: pd.DataFrame
    unknown: pd.DataFrame
    totals: dict[str, float]
    suggested_ah: float
    by_place: pd.DataFrame
    visits: pd.DataFrame
    composition: dict[str, float]
    ranked: bool
    calendar_unknown: list[date]
    approximate: frozenset[str]
    off_streets: str
    revision: int
    unopened: npt.NDArray[np.bool_]
    span: tuple[float, float]
    weeks: int = 1


def period(
    workspace: Workspace,
    viewer: Viewer,
    from_day: date,
    to_day: date,
    view: str = "planned",
    area: str | None = None,
) -> Period:
    """Return the gaps of the service days from `from_day` to `to_day`, both included.

    Raises
    ------
    NotAllowedError
        When the viewer may not see gaps at all.
    InputError
        For an unknown view or a period that ends before it begins.
    """
    require(viewer, "see_gaps")
    if view not in VIEWS:
        raise InputError("view_unknown", view=view, known=", ".join(VIEWS))
    if to_day < from_day:
        raise InputError("period_reversed", first=from_day, last=to_day)
    revision = workspace.store.revision()
    tables = _tables(workspace, viewer, from_day, to_day, area)
    if view == "delivered":
        tables = _only_past(tables, workspace.now())
    coverage = cover(tables, _view(view), slot_minutes(tables))
    suggested = need(tables, coverage.grid, "suggested")
    found, is_ranked = ranked(coverage)
    windows = visit_windows(coverage)
    closed = unopened(coverage)
    shown_hours, marked = laid(hours(coverage, suggested, windows), coverage, closed)
    return Period(
        view=coverage.view,
        coverage=coverage,
        suggested=suggested,
        places=tables.places,
        hours=shown_hours,
        gaps=reasons.listing(found, coverage, workspace.language),
        unknown=reasons.unknown(workspace, viewer, coverage, closed),
        totals=totals(place_days(coverage), tables.method.youths_10_19),
        suggested_ah=float(suggested.stay.sum() * coverage.grid.hours),
        by_place=by_place(coverage),
        visits=visit_counts(windows),
        composition=_sectors(coverage),
        ranked=is_ranked,
        calendar_unknown=unknown_days(tables.calendar),
        approximate=_approximate(workspace, coverage),
        off_streets=off_streets_text(workspace, viewer),
        revision=revision,
        unopened=marked,
        span=span(coverage, closed),
    )


def _approximate(workspace: Workspace, coverage: Coverage) -> frozenset[str]:
    """Return the places to which some distance is a straight line x 1.3: all, where no other is known."""
    if distances(workspace) is None:
        with workspace.store.reading() as look:
            given = len(look.frame("reach")) + len(look.frame("route_leg"))
        if not given:
            return frozenset(coverage.tables.places["place_id"])
    pieces = coverage.presence.pieces
    return frozenset(pieces.loc[pieces["approx"].astype(bool), "place_id"])


def week(
    workspace: Workspace, viewer: Viewer, day: date, view: str = "planned", area: str | None = None
) -> Period:
    """Return the gaps of the seven service days of the week that `day` lies in, Monday first."""
    monday = day - timedelta(days=day.weekday())
    return period(workspace, viewer, monday, monday + timedelta(days=6), view, area)


def listing(shown: Period, *, include_unknown: bool = False) -> pd.DataFrame:
    """Return the gap list as `karta gaps` prints it, unknown runs after the gaps where asked for.

    Columns: LIST_COLUMNS, and `approximate`: whether some distance to the place is a straight line x 1.3.
    """
    parts = [shown.gaps, shown.unknown] if include_unknown else [shown.gaps]
    found = pd.concat(parts, ignore_index=True)[LIST_COLUMNS]
    return found.assign(approximate=found["place_id"].isin(shown.approximate))


def firmness(viewer: Viewer, shown: Period) -> tuple[bool, pd.DataFrame]:
    """Return whether the ranking is stable under METHOD's five settings, and their rows."""
    require(viewer, "see_gaps")
    settings = sensitivity(shown.coverage.tables, shown.view)
    return is_stable(settings), settings


@dataclass(frozen=True)
class PlaceWeek:
    """One place in a period: who is there, what is asked for and by whom, and what is not known.

    `present`: org, kind, adults (NaN = unknown), share, effective, start, end (local), certain. `rules`: the need
    rules in force with who decided. `awaited`: sources that have not come in; `org` blank where the viewer may not
    know whose; `roster_missing` tells in which hours one is missing.
    """

    place_id: str
    name: str
    kind: str
    row: int
    present: pd.DataFrame
    rules: pd.DataFrame
    awaited: pd.DataFrame
    roster_missing: npt.NDArray[np.bool_]
    gaps: pd.DataFrame
    unknown: pd.DataFrame
    measures: dict[str, Any]
    visits: dict[str, int]
    access_known: bool


def place(viewer: Viewer, shown: Period, place_id: str) -> PlaceWeek:
    """Return one place of a period. Raises NotFoundError."""
    rows = shown.coverage.grid.place_index()
    if place_id not in rows:
        raise NotFoundError("place_unknown", place=place_id)
    tables = shown.coverage.tables
    named = tables.places.set_index("place_id").loc[place_id]
    pieces = shown.coverage.presence.pieces
    present = pieces[pieces["place_id"] == place_id]
    for name in ("start", "end"):
        present = present.assign(
            **{name: pd.to_datetime(present[name], utc=True).dt.tz_convert(shown.coverage.grid.tz)}
        )
    in_period = (present["end"] > shown.hours.start[0]) & (present["start"] <= shown.hours.start[-1])
    measures = shown.by_place.set_index("place_id").loc[place_id].to_dict()
    return PlaceWeek(
        place_id=place_id,
        name=str(named["name"]),
        kind=str(named["kind"]),
        row=rows[place_id],
        present=present[in_period].sort_values(["start", "org"]).reset_index(drop=True),
        rules=tables.needs[tables.needs["place_id"] == place_id].reset_index(drop=True),
        awaited=_awaited(tables, viewer, place_id),
        roster_missing=shown.hours.no_roster[rows[place_id]],
        gaps=shown.gaps[shown.gaps["place_id"] == place_id],
        unknown=shown.unknown[shown.unknown["place_id"] == place_id],
        measures=measures,
        visits=_visits(shown, place_id),
        access_known=bool((tables.access["place_id"] == place_id).any()),
    )


def _tables(workspace: Workspace, viewer: Viewer, from_day: date, to_day: date, area: str | None) -> Tables:
    loaded = load_tables(
        workspace.store, from_day, to_day, workspace.today, workspace.method, distances(workspace)
    )
    tables = redact(loaded, viewer)
    if area is None:
        return tables
    inside = tables.places["area_id"] == _area_id(workspace, area)
    return only_places(tables, set(tables.places.loc[inside, "place_id"]))


def _only_past(tables: Tables, now: datetime) -> Tables:
    """Return the tables with every hour that has not been yet unknown: nobody can tell what will be delivered."""
    begins = now.astimezone(ZoneInfo(tables.method.timezone)).replace(minute=0, second=0, microsecond=0)
    ends = datetime.combine(tables.to_day + timedelta(days=2), time())
    if begins.date() > ends.date():
        return tables
    ahead = pd.DataFrame({
        "source_id": NOT_YET, "org": "", "place_id": tables.places["place_id"], "status": "unknown",
        "from_local": f"{begins:%Y-%m-%dT%H:%M}", "to_local": f"{ends:%Y-%m-%dT%H:%M}",
    })  # fmt: skip
    return replace(tables, sources=pd.concat([tables.sources, ahead], ignore_index=True))


def _sectors(coverage: Coverage) -> dict[str, float]:
    """Return the known presence by sector, largest first. Its weight is the same for all; it is shown, not weighed."""
    summed = composition(coverage).groupby("sector")["adult_hours"].sum().sort_values(ascending=False)
    return {str(sector): float(hours_) for sector, hours_ in summed.items()}


def _area_id(workspace: Workspace, said: str) -> str:
    """Return the id of an area that is named by its id, its code or its name."""
    areas = workspace.store.frame("area")
    names = areas[["id", "code", "name"]].fillna("").map(str.casefold)
    found = areas.loc[names.eq(said.strip().casefold()).any(axis=1), "id"]
    if len(found) != 1:
        raise NotFoundError("area_unknown", area=said)
    return str(found.iloc[0])


def only_places(tables: Tables, places: set[str]) -> Tables:
    """Return the tables of some places.

    Roster lines stay, since they may reach them from outside, and so does all of where they stand: time spent at
    a place that is not shown is time not spent at one that is.
    """
    kept = {
        name: getattr(tables, name)[getattr(tables, name)["place_id"].isin(places)].reset_index(drop=True)
        for name in ("places", "needs", "access", "sessions", "sources")
    }
    return replace(tables, **kept)


def _visits(shown: Period, place_id: str) -> dict[str, int]:
    """Return the visit windows of a place: needed, met, missed and unknown; empty where no visit is asked for."""
    own = shown.visits[shown.visits["place_id"] == place_id].drop(columns="place_id")
    return (
        {str(name).removeprefix("visits_"): int(own[name].iloc[0]) for name in own.columns}
        if len(own)
        else {}
    )


def _view(name: str) -> View:
    return next(view for view in VIEWS if view == name)


def _awaited(tables: Tables, viewer: Viewer, place_id: str) -> pd.DataFrame:
    missing = (tables.sources["status"] != "known") & (tables.sources["source_id"] != NOT_YET)
    waiting = tables.sources[(tables.sources["place_id"] == place_id) & missing]
    if may(viewer, "see_who_is_awaited"):
        return waiting.reset_index(drop=True)
    known = waiting["org"].where(waiting["org"] == viewer.organisation, "")
    return waiting.assign(org=known).reset_index(drop=True)
