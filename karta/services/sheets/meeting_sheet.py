"""The meeting's sheet: the figures of an area and a week, and what has changed since a sheet that was kept.

A kept sheet knows what its viewer was allowed to know; it is shown again only to viewers who may know the same.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from karta.errors import InputError, NotFoundError
from karta.i18n import text
from karta.model import typed_text
from karta.privacy import WORKSPACE, Viewer, allowed, eyes_of, require, require_for
from karta.reports import chapter_plan
from karta.reports.meeting import Changes, Meeting
from karta.reports.meeting_paper import pdf as meeting_sheet
from karta.services.free_text import about_places
from karta.services.gaps import figures
from karta.services.gaps import period as gaps_period
from karta.services.gaps.period import Period
from karta.services.needs import measures, meetings, method_settings
from karta.services.register.town import areas, sources
from karta.services.sheets import kept_frames, sheet_changes, sheet_map
from karta.services.workspace import Workspace
from karta.store.snapshots import load_snapshot, save_snapshot

SHEET_COLUMNS = ["id", "name", "day", "from_day", "to_day"]


def meeting(
    workspace: Workspace,
    viewer: Viewer,
    day: date,
    *,
    view: str = "planned",
    area: str | None = None,
    since: str | None = None,
    period: Period | None = None,
    before: Period | None = None,
) -> Meeting:
    """Return the sheet of an area (id, code or name; None: all) for the week of a day.

    `since`: a kept sheet to tell changes from, or `before`: another week as it is known now. `period`: the same week,
    where it has been computed already.
    """
    require(viewer, "see_gaps", WORKSPACE)
    shown = period or gaps_period.week(workspace, viewer, day, view, area)
    require_for(viewer, "see_gaps", shown.audience)
    changed = _chosen_changes(workspace, viewer, shown, since, before)
    return replace(_sheet(workspace, viewer, shown, area), changes=changed)


def meeting_pdf(workspace: Workspace, viewer: Viewer, sheet: Meeting) -> bytes:
    """Return a sheet as a PDF of one page."""
    require_for(viewer, "export_gaps", sheet.audience)
    return meeting_sheet(sheet, workspace.language)


def keep(workspace: Workspace, viewer: Viewer, period: Period, name: str, area: str | None = None) -> str:
    """Keep the figures of a week under a name, for later sheets to be compared with, and return its id.

    Raises
    ------
    InputError
        Without a name.
    """
    require_for(viewer, "keep_sheets", period.audience)
    own_name = about_places(name)
    if not own_name:
        raise InputError("name_missing")
    days, own_area = period.coverage.grid.days, typed_text.clean(area or "")
    frames = {
        "totals": pd.DataFrame([period.totals]),
        "gaps": sheet_changes.runs(period.gaps),
        "about": pd.DataFrame([{"view": period.view, "area": own_area}]),
        **kept_frames.of(_sheet(workspace, viewer, period, own_area or None), period),
        "measures": _measures(workspace, viewer, period, own_area or None),
    }
    # For whose eyes it is stands where rows say their source.
    common = {"source": eyes_of(viewer), "sharing": "own"}
    with workspace.act(viewer, "keep_sheet", note=own_name, common=common) as act:
        return save_snapshot(
            act, own_name, workspace.today, frames, from_day=days[0].date, to_day=days[-1].date
        )


def kept_sheets(
    workspace: Workspace, viewer: Viewer, view: str = "planned", area: str | None = None
) -> pd.DataFrame:
    """Return the kept sheets that a viewer may compare with, of the same view and area, latest first: KEPT_COLUMNS."""
    require(viewer, "see_gaps", WORKSPACE)
    rows = workspace.store.frame("snapshot")
    rows = rows[rows["source"] == eyes_of(viewer)]
    same = [_about(workspace, row) == (view, area or "") for row in rows["id"]]
    return rows[np.array(same, dtype=bool)][SHEET_COLUMNS].iloc[::-1].reset_index(drop=True)


def changes(workspace: Workspace, viewer: Viewer, period: Period, snapshot_id: str) -> Changes:
    """Return what differs between a week and a kept sheet: sums, and gaps by place, weekday and hours.

    Raises
    ------
    NotFoundError
        When there is no such sheet, or it is not the viewer's to see.
    """
    require_for(viewer, "see_gaps", period.audience)
    rows = workspace.store.frame("snapshot", [snapshot_id])
    if rows.empty or rows["source"].iloc[0] != eyes_of(viewer):
        raise NotFoundError("snapshot_missing")
    frames = load_snapshot(workspace.store, snapshot_id)
    kept = {str(k): float(v) for k, v in frames["totals"].iloc[0].items() if k != "view"}
    return sheet_changes.between(str(rows["name"].iloc[0]), rows["day"].iloc[0], kept, frames["gaps"], period)


def changes_between(workspace: Workspace, viewer: Viewer, period: Period, before: Period) -> Changes:
    """Return what differs between a week and another, as both are known now: nobody need have kept the other."""
    require_for(viewer, "see_gaps", period.audience)
    require_for(viewer, "see_gaps", before.audience)
    first = before.coverage.grid.days[0].date
    name = text("sheets.week_named", workspace.language, week=first.isocalendar().week)
    totals = {name: float(value) for name, value in before.totals.items() if name != "view"}
    return sheet_changes.between(name, first, totals, sheet_changes.runs(before.gaps), period)


def _sheet(workspace: Workspace, viewer: Viewer, shown: Period, area: str | None) -> Meeting:
    """Return the sheet of a period that has been computed, told against no other."""
    days = shown.coverage.grid.days
    return Meeting(
        area=_area_name(workspace, viewer, area),
        from_day=days[0].date,
        to_day=days[-1].date,
        view=shown.view,
        made=workspace.now().astimezone(workspace.zone),
        totals=figures.totals(shown),
        span=shown.span,
        filled=_filled(workspace, shown),
        gaps=figures.gaps(shown)[["place_id", "place", "start", "end", "adult_hours"]],
        unknown=_unknown(workspace, shown),
        double=_double(workspace, shown),
        ranked=shown.ranked,
        invented=workspace.origin == "demo",
        approximate=bool(shown.approximate),
        audience=viewer.scope,
        seen_by=", ".join(filter(None, (viewer.function, viewer.organisation))),
        sources=sources(workspace, viewer),
        settings=method_settings.changed_text(workspace),
        week_map=sheet_map.week_map(workspace, viewer, shown),
        tasks=_tasks(workspace, viewer, shown, area),
    )


def _chosen_changes(
    workspace: Workspace, viewer: Viewer, period: Period, since: str | None, before: Period | None
) -> Changes | None:
    if before is not None:
        return changes_between(workspace, viewer, period, before)
    return None if since is None else changes(workspace, viewer, period, since)


def _area_name(workspace: Workspace, viewer: Viewer, area: str | None) -> str:
    if area is None:
        return text("ui.whole_municipality", workspace.language)
    names = areas(workspace, viewer).set_index("area_id")["name"]
    return str(names.get(area, area))


def _about(workspace: Workspace, snapshot_id: str) -> tuple[str, str]:
    frames = load_snapshot(workspace.store, snapshot_id)
    if "about" not in frames:
        return "", ""
    return str(frames["about"]["view"].iloc[0]), str(frames["about"]["area"].iloc[0])


def _tasks(workspace: Workspace, viewer: Viewer, shown: Period, area: str | None) -> pd.DataFrame | None:
    """Return what was promised and is not done, at the period's places or at none; None where nothing ever was."""
    if not allowed(viewer, "see_follow_up", WORKSPACE):
        return None
    tasks = meetings.tasks(workspace, viewer)
    if tasks.empty:
        return None
    rows = meetings.undone(workspace, viewer)
    if area is not None:
        rows = rows[rows["place_id"].isna() | rows["place_id"].isin(shown.places["place_id"])]
    return rows[["words", "place", "responsible", "due"]].reset_index(drop=True)


def _measures(workspace: Workspace, viewer: Viewer, shown: Period, area: str | None) -> pd.DataFrame:
    """Return the measures at the period's places or at none, as a chapter keeps them."""
    if not allowed(viewer, "see_follow_up", WORKSPACE):
        return pd.DataFrame(columns=list(chapter_plan.KEPT), dtype=str)
    rows, here = measures.listed(workspace, viewer), set(shown.places["place_id"])
    inside = [area is None or not places or bool(here & set(places)) for places in rows["place_ids"]]
    rows = rows[pd.Series(inside, rows.index, dtype=bool)]
    days = {name: [chapter_plan.iso(day) for day in rows[name]] for name in ("decided_on", "look_again")}
    return rows.assign(**days)[list(chapter_plan.KEPT)].fillna("").astype(str).reset_index(drop=True)


def _filled(workspace: Workspace, period: Period) -> pd.DataFrame:
    """Return the places with covered need, most first: place, covered_ah, who (the organisations that meet it)."""
    names = _names(period)
    covered = _largest(figures.by_place(period), "covered_ah")
    return pd.DataFrame({
        "place": covered["place_id"].map(names),
        "covered_ah": covered["covered_ah"],
        "who": [_who(workspace, period, place) for place in covered["place_id"]],
    }).reset_index(drop=True)  # fmt: skip


def _who(workspace: Workspace, period: Period, place_id: str, day: date | None = None) -> str:
    """Return the organisations whose known adults count at a place, on a service day or any: `A, B`."""
    pieces = period.coverage.pieces
    counted = pieces[
        (pieces["place_id"] == place_id) & pieces["certain"].astype(bool) & (pieces["effective"] > 0)
    ]
    columns = period.coverage.grid.day_columns()
    days = [grid_day.date for grid_day in period.coverage.grid.days]
    orgs = set()
    for piece in counted.itertuples(index=False):
        span = period.coverage.grid.span(piece.start, piece.end)
        if day is None:
            inside = span.stop > span.start
        else:
            own = columns[days.index(day)]
            inside = span.start < own.stop and span.stop > own.start
        if inside:
            orgs.add(str(piece.org) or text("sheets.some_org", workspace.language))
    return _listed(orgs)


def _unknown(workspace: Workspace, period: Period) -> pd.DataFrame:
    """Return the places with unknown need, most first: place, unknown_ah, awaited (whose roster, where it is told)."""
    names, sources = _names(period), period.coverage.tables.sources
    waiting = sources[(sources["status"] != "known") & (sources["source_id"] != gaps_period.NOT_YET)]
    lacking = _largest(figures.by_place(period), "unknown_ah")
    awaited = []
    for place_id in lacking["place_id"]:
        orgs = waiting.loc[waiting["place_id"] == place_id, "org"]
        visible_orgs = set(filter(None, orgs))
        phrases = (
            [text("sheets.roster_of", workspace.language, orgs=_listed(visible_orgs))] if visible_orgs else []
        )
        phrases += (
            [text("sheets.a_roster", workspace.language)]
            if len(orgs) > len(visible_orgs) and not phrases
            else []
        )
        awaited.append("; ".join(phrases))
    return pd.DataFrame({
        "place": lacking["place_id"].map(names), "unknown_ah": lacking["unknown_ah"], "awaited": awaited,
    }).reset_index(drop=True)  # fmt: skip


def _double(workspace: Workspace, period: Period) -> pd.DataFrame:
    """Return the places and days with double staffing, most first: place, day, adult_hours, who."""
    names = _names(period)
    doubled = _largest(figures.double(period), "adult_hours", "service_day")
    return pd.DataFrame({
        "place": doubled["place_id"].map(names),
        "day": doubled["service_day"],
        "adult_hours": doubled["adult_hours"],
        "who": [
            _who(workspace, period, place, day)
            for place, day in zip(doubled["place_id"], doubled["service_day"], strict=True)
        ],
    }).reset_index(drop=True)  # fmt: skip


def _largest(rows: pd.DataFrame, amount: str, *then: str) -> pd.DataFrame:
    """Return the rows with any of an amount, most first."""
    order = [amount, *then, "place_id"]
    return rows[rows[amount] > 0].sort_values(order, ascending=[False] + [True] * (len(order) - 1))


def _names(period: Period) -> dict[str, str]:
    return dict(zip(period.places["place_id"], period.places["name"], strict=True))


def _listed(orgs: Iterable[str]) -> str:
    return ", ".join(sorted(orgs, key=str.casefold))
