"""Gaps: read the workspace, compute coverage in a view, and hand out only what the viewer may see."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from karta.coverage.blocks import Outline
from karta.coverage.grid import BoolArray, slot_minutes
from karta.coverage.hours import Hours
from karta.coverage.measures import by_place, ranked, totals
from karta.coverage.presence import VIEWS, View
from karta.coverage.unknown_opening import span
from karta.coverage.visits import visit_counts
from karta.coverage.whatif import is_stable, sensitivity
from karta.errors import InputError, NotFoundError
from karta.model import day_bounds
from karta.model.calendar import unknown_days
from karta.model.small_counts import holds_back
from karta.model.tables import Tables
from karta.privacy import WORKSPACE, Viewer, require, require_for
from karta.services.access import looking
from karta.services.gaps import visits
from karta.services.gaps.known_tables import known_tables, only_places
from karta.services.gaps.passed_over import passed_over_text
from karta.services.gaps.period_parts import computed, sectors, unknown_list, with_names
from karta.services.register import town
from karta.services.walking_distances import distances, off_streets_text
from karta.services.workspace import Workspace

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
    near, and `passed_over`: which rows cannot be computed, both in words; `revision`: that of the workspace before it
    was read, so that nothing older is ever taken for it.
    `days`: the measures of each place and service day (PLACE_DAY). `unknown_opening`: hours of unknown opening, and
    `double`: those in which two organisations stand where fewer would do (places x hours); `nobody`: slots without a
    known adult (places x slots); `span`: the shares of need between which coverage
    lies; `audience`: the scope of the viewer it is for;
    `weeks`: of how many weeks the hours are the mean; `windows`: the visit windows (`gaps.visits.COLUMNS`).
    """

    view: View
    coverage: Outline
    places: pd.DataFrame
    hours: Hours
    gaps: pd.DataFrame
    unknown: pd.DataFrame
    totals: dict[str, float]
    suggested_ah: float
    by_place: pd.DataFrame
    days: pd.DataFrame
    visits: pd.DataFrame
    windows: pd.DataFrame
    composition: dict[str, float]
    ranked: bool
    calendar_unknown: list[date]
    approximate: frozenset[str]
    off_streets: str
    passed_over: str
    revision: int
    unknown_opening: BoolArray
    double: BoolArray
    nobody: BoolArray
    span: tuple[float, float]
    audience: str
    weeks: int = 1


def between(
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
        For an unknown view, or a period that ends before it begins or is too long.
    """
    require(viewer, "see_gaps", WORKSPACE)
    if view not in VIEWS:
        raise InputError("view_unknown", view=view, known=", ".join(VIEWS))
    day_bounds.check_period(from_day, to_day)
    revision = workspace.store.revision()
    tables = _tables(workspace, viewer, from_day, to_day, area)
    if view == "delivered":
        tables = _only_past(tables, workspace.now())
    note_look(workspace, viewer, tables.places)
    outline, part = computed(tables, _view(view), slot_minutes(tables), workspace.language)
    youths = tables.method.youths_10_19 or 0.0
    sums = totals(part.days, None if holds_back(youths, "youths") else youths)
    gaps, is_ranked = ranked(part.gaps, sums["completeness"])
    return Period(
        view=outline.view,
        coverage=outline,
        places=tables.places,
        hours=part.hours,
        gaps=with_names(gaps, outline),
        unknown=unknown_list(
            workspace, viewer, outline, ranked(part.unknown, sums["completeness"])[0], part.unopened
        ),
        totals=sums,
        suggested_ah=part.suggested_ah,
        by_place=by_place(part.days),
        days=part.days,
        visits=visit_counts(part.visits),
        windows=visits.local(part.visits, outline.grid.tz),
        composition=sectors(outline),
        ranked=is_ranked,
        calendar_unknown=unknown_days(tables.calendar),
        approximate=_approximate(workspace, outline),
        off_streets=off_streets_text(workspace, viewer),
        passed_over=passed_over_text(tables, workspace.language),
        revision=revision,
        unknown_opening=part.unknown_opening,
        double=part.double,
        nobody=part.nobody,
        span=span(part.span_sums),
        audience=viewer.scope,
    )


def note_look(workspace: Workspace, viewer: Viewer, places: pd.DataFrame) -> None:
    """Note that a viewer looks at the gaps of the areas of places (PLACES), where the policy says that it is noted."""
    require(viewer, "see_gaps", WORKSPACE)
    looking.note(workspace, viewer, "see_gaps", frozenset(places["area_id"].dropna()) or looking.EVERYWHERE)


def _approximate(workspace: Workspace, outline: Outline) -> frozenset[str]:
    """Return the places to which some distance is a straight line x 1.3: all, where no other is known."""
    if distances(workspace) is None:
        with workspace.store.reading() as reading:
            stored_distances = reading.count("reach") + reading.count("route_leg")
        if not stored_distances:
            return frozenset(outline.tables.places["place_id"])
    pieces = outline.pieces
    return frozenset(pieces.loc[pieces["approx"].astype(bool), "place_id"])


def week(
    workspace: Workspace, viewer: Viewer, day: date, view: str = "planned", area: str | None = None
) -> Period:
    """Return the gaps of the seven service days of the week that `day` lies in, Monday first."""
    require(viewer, "see_gaps", WORKSPACE)
    monday = day - timedelta(days=day.weekday())
    return between(workspace, viewer, monday, monday + timedelta(days=6), view, area)


def firmness(viewer: Viewer, shown: Period) -> tuple[bool, pd.DataFrame]:
    """Return whether the ranking is stable under METHOD's five settings, and their rows."""
    require_for(viewer, "see_gaps", shown.audience)
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
    windows: pd.DataFrame
    access_known: bool


def place(viewer: Viewer, shown: Period, place_id: str) -> PlaceWeek:
    """Return one place of a period. Raises NotFoundError."""
    require_for(viewer, "see_gaps", shown.audience)
    rows = shown.coverage.grid.place_index()
    if place_id not in rows:
        raise NotFoundError("place_unknown", place=place_id)
    tables = shown.coverage.tables
    register_row = tables.places.set_index("place_id").loc[place_id]
    pieces = shown.coverage.pieces
    present = pieces[pieces["place_id"] == place_id]
    for name in ("start", "end"):
        present = present.assign(
            **{name: pd.to_datetime(present[name], utc=True).dt.tz_convert(shown.coverage.grid.tz)}
        )
    in_period = (present["end"] > shown.hours.start[0]) & (present["start"] <= shown.hours.start[-1])
    measures = shown.by_place.set_index("place_id").loc[place_id].to_dict()
    return PlaceWeek(
        place_id=place_id,
        name=str(register_row["name"]),
        kind=str(register_row["kind"]),
        row=rows[place_id],
        present=present[in_period].sort_values(["start", "org"]).reset_index(drop=True),
        rules=tables.needs[tables.needs["place_id"] == place_id].reset_index(drop=True),
        awaited=_awaited(tables, place_id),
        roster_missing=shown.hours.no_roster[rows[place_id]],
        gaps=shown.gaps[shown.gaps["place_id"] == place_id],
        unknown=shown.unknown[shown.unknown["place_id"] == place_id],
        measures=measures,
        visits=visits.counted(shown.visits, place_id),
        windows=shown.windows[shown.windows["place_id"] == place_id],
        access_known=bool((tables.access["place_id"] == place_id).any()),
    )


def _tables(workspace: Workspace, viewer: Viewer, from_day: date, to_day: date, area: str | None) -> Tables:
    tables = known_tables(workspace, viewer, from_day, to_day, "see_gaps")
    if area is None:
        return tables
    inside = tables.places["area_id"] == town.area_named(workspace, viewer, area)
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


def _view(name: str) -> View:
    return next(view for view in VIEWS if view == name)


def _awaited(tables: Tables, place_id: str) -> pd.DataFrame:
    missing = (tables.sources["status"] != "known") & (tables.sources["source_id"] != NOT_YET)
    waiting = tables.sources[(tables.sources["place_id"] == place_id) & missing]
    return waiting.reset_index(drop=True)
