"""The meeting's sheet: the figures of an area and a week, and what has changed since a sheet that was kept.

A kept sheet knows what its viewer was allowed to know; it is shown again only to viewers who may know the same.
"""

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from karta.coverage.gaps import CRUMB
from karta.coverage.measures import SUMS, place_days, trend
from karta.errors import InputError, NotFoundError
from karta.i18n import text
from karta.privacy import Viewer, may, require
from karta.reports.meeting import Changes, Meeting
from karta.reports.meeting import pdf as meeting_sheet
from karta.services import gaps
from karta.services.gaps import Period
from karta.services.town import areas
from karta.services.workspace import Workspace
from karta.store.snapshots import load_snapshot, save_snapshot

RUN = ["place_id", "place", "weekday", "start", "end", "adult_hours"]
DAY_STARTS = "06:00"
KEPT_COLUMNS = ["id", "name", "day", "from_day", "to_day"]


def meeting(
    workspace: Workspace,
    viewer: Viewer,
    day: date,
    *,
    view: str = "planned",
    area: str | None = None,
    since: str | None = None,
    period: Period | None = None,
) -> Meeting:
    """Return the sheet of an area (id, code or name; None: all) for the week of a day.

    `since`: a kept sheet to tell changes from. `period`: the same week, where it has been computed already.
    """
    require(viewer, "see_gaps")
    found = period or gaps.week(workspace, viewer, day, view, area)
    days = found.coverage.grid.days
    per_day = place_days(found.coverage)
    return Meeting(
        area=_area_name(workspace, viewer, area),
        from_day=days[0].date,
        to_day=days[-1].date,
        view=found.view,
        made=workspace.now().astimezone(ZoneInfo(workspace.method.timezone)),
        totals=found.totals,
        double_ah=float(per_day["surplus_multi_org_ah"].sum()),
        suggested_ah=found.suggested_ah,
        filled=_filled(workspace, found),
        gaps=found.gaps[["place_id", "place", "start", "end", "adult_hours"]],
        unknown=_unknown(workspace, viewer, found),
        double=_double(workspace, found, per_day),
        ranked=found.ranked,
        invented=workspace.origin == "demo",
        approximate=bool(found.approximate),
        seen_by=", ".join(filter(None, (viewer.function, viewer.organisation))),
        changes=None if since is None else changes(workspace, viewer, found, since),
    )


def meeting_pdf(workspace: Workspace, viewer: Viewer, sheet: Meeting) -> bytes:
    """Return a sheet as a PDF of one page."""
    require(viewer, "see_gaps")
    return meeting_sheet(sheet, workspace.language)


def keep(workspace: Workspace, viewer: Viewer, period: Period, name: str, area: str | None = None) -> str:
    """Keep the figures of a week under a name, for later sheets to be compared with, and return its id.

    Raises
    ------
    InputError
        Without a name.
    """
    require(viewer, "keep_sheets")
    if not name.strip():
        raise InputError("name_missing")
    days = period.coverage.grid.days
    frames = {
        "totals": pd.DataFrame([period.totals]),
        "gaps": _runs(period.gaps),
        "about": pd.DataFrame([{"view": period.view, "area": area or ""}]),
    }
    # The scope of the viewer stands where rows say their source: only the same scope sees the sheet again.
    common = {"source": viewer.scope, "sharing": "own"}
    with workspace.store.act(viewer.function, "keep_sheet", note=name.strip(), common=common) as act:
        return save_snapshot(
            act, name.strip(), workspace.today, frames, from_day=days[0].date, to_day=days[-1].date
        )


def kept(
    workspace: Workspace, viewer: Viewer, view: str = "planned", area: str | None = None
) -> pd.DataFrame:
    """Return the kept sheets that a viewer may compare with, of the same view and area, latest first: KEPT_COLUMNS."""
    require(viewer, "see_gaps")
    rows = workspace.store.frame("snapshot")
    rows = rows[rows["source"] == viewer.scope]
    same = [_about(workspace, row) == (view, area or "") for row in rows["id"]]
    return rows[np.array(same, dtype=bool)][KEPT_COLUMNS].iloc[::-1].reset_index(drop=True)


def changes(workspace: Workspace, viewer: Viewer, period: Period, snapshot_id: str) -> Changes:
    """Return what differs between a week and a kept sheet: sums, and gaps by place, weekday and hours.

    Raises
    ------
    NotFoundError
        When there is no such sheet, or it is not the viewer's to see.
    """
    require(viewer, "see_gaps")
    rows = workspace.store.frame("snapshot", [snapshot_id])
    if rows.empty or rows["source"].iloc[0] != viewer.scope:
        raise NotFoundError("snapshot_missing")
    frames = load_snapshot(workspace.store, snapshot_id)
    before = {str(k): float(v) for k, v in frames["totals"].iloc[0].items() if k != "view"}
    deltas = {name: trend(period.totals, before, name) for name in SUMS}
    return Changes(
        name=str(rows["name"].iloc[0]),
        day=rows["day"].iloc[0],
        comparable=all(delta is not None for delta in deltas.values()),
        measures=pd.DataFrame({
            "measure": SUMS,
            "before": [before[name] for name in SUMS],
            "now": [period.totals[name] for name in SUMS],
            "delta": [np.nan if deltas[name] is None else deltas[name] for name in SUMS],
        }),
        rows=_differing(frames["gaps"], period),
    )  # fmt: skip


def _area_name(workspace: Workspace, viewer: Viewer, area: str | None) -> str:
    if area is None:
        return text("ui.whole_municipality", workspace.language)
    named = areas(workspace, viewer).set_index("area_id")["name"]
    return str(named.get(area, area))


def _about(workspace: Workspace, snapshot_id: str) -> tuple[str, str]:
    frames = load_snapshot(workspace.store, snapshot_id)
    if "about" not in frames:
        return "", ""
    return str(frames["about"]["view"].iloc[0]), str(frames["about"]["area"].iloc[0])


def _filled(workspace: Workspace, period: Period) -> pd.DataFrame:
    """Return the places with covered need, most first: place, covered_ah, who (the organisations that meet it)."""
    names = _names(period)
    found = period.by_place[period.by_place["covered_ah"] > CRUMB]
    found = found.sort_values(["covered_ah", "place_id"], ascending=[False, True])
    return pd.DataFrame({
        "place": found["place_id"].map(names),
        "covered_ah": found["covered_ah"],
        "who": [_who(workspace, period, place) for place in found["place_id"]],
    }).reset_index(drop=True)  # fmt: skip


def _who(workspace: Workspace, period: Period, place_id: str, day: date | None = None) -> str:
    """Return the organisations whose known adults count at a place, on a service day or any: `A, B`."""
    pieces = period.coverage.presence.pieces
    counted = pieces[
        (pieces["place_id"] == place_id) & pieces["certain"].astype(bool) & (pieces["effective"] > 0)
    ]
    columns = period.coverage.grid.day_columns()
    days = [one.date for one in period.coverage.grid.days]
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


def _unknown(workspace: Workspace, viewer: Viewer, period: Period) -> pd.DataFrame:
    """Return the places with unknown need, most first: place, unknown_ah, awaited (whose roster, where it is told)."""
    names, sources = _names(period), period.coverage.tables.sources
    waiting = sources[(sources["status"] != "known") & (sources["source_id"] != gaps.NOT_YET)]
    found = period.by_place[period.by_place["unknown_ah"] > CRUMB]
    found = found.sort_values(["unknown_ah", "place_id"], ascending=[False, True])
    awaited = []
    for place_id in found["place_id"]:
        orgs = waiting.loc[waiting["place_id"] == place_id, "org"]
        told = {
            org for org in orgs if org and (may(viewer, "see_who_is_awaited") or org == viewer.organisation)
        }
        said = [text("sheets.roster_of", workspace.language, orgs=_listed(told))] if told else []
        said += [text("sheets.a_roster", workspace.language)] if len(orgs) > len(told) and not said else []
        awaited.append("; ".join(said))
    return pd.DataFrame({
        "place": found["place_id"].map(names), "unknown_ah": found["unknown_ah"], "awaited": awaited,
    }).reset_index(drop=True)  # fmt: skip


def _double(workspace: Workspace, period: Period, per_day: pd.DataFrame) -> pd.DataFrame:
    """Return the places and days with double staffing, most first: place, day, adult_hours, who."""
    names = _names(period)
    found = per_day[per_day["surplus_multi_org_ah"] > CRUMB]
    found = found.sort_values(
        ["surplus_multi_org_ah", "service_day", "place_id"], ascending=[False, True, True]
    )
    return pd.DataFrame({
        "place": found["place_id"].map(names),
        "day": found["service_day"],
        "adult_hours": found["surplus_multi_org_ah"],
        "who": [
            _who(workspace, period, place, day)
            for place, day in zip(found["place_id"], found["service_day"], strict=True)
        ],
    }).reset_index(drop=True)  # fmt: skip


def _names(period: Period) -> dict[str, str]:
    return dict(zip(period.places["place_id"], period.places["name"], strict=True))


def _runs(found: pd.DataFrame) -> pd.DataFrame:
    """Return gaps by what repeats from week to week: columns RUN, start and end as wall-clock text."""
    return pd.DataFrame({
        "place_id": found["place_id"].astype(str),
        "place": found["place"].astype(str),
        "weekday": [start.weekday() for start in found["start"]],
        "start": [f"{start:%H:%M}" for start in found["start"]],
        "end": [f"{end:%H:%M}" for end in found["end"]],
        "adult_hours": found["adult_hours"].astype(float),
    }, columns=RUN)  # fmt: skip


def _differing(before: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the gaps that are in one of the two only: what, place, start, end (in the week shown), adult_hours."""
    now, keys = _runs(period.gaps), ["place_id", "weekday", "start", "end"]
    both = before.merge(now, on=keys, how="outer", indicator=True, suffixes=("_before", ""))
    monday = period.coverage.grid.days[0].date
    rows = []
    for row in both[both["_merge"] != "both"].itertuples(index=False):
        new = pd.isna(row.adult_hours_before)
        start = _at(monday, row.weekday, row.start)
        end = _at(monday, row.weekday, row.end)
        rows.append((
            "new" if new else "gone",
            row.place if new else row.place_before,
            start,
            end if end > start else end + pd.Timedelta(days=1),
            float(row.adult_hours if new else row.adult_hours_before),
        ))  # fmt: skip
    found = pd.DataFrame(rows, columns=["what", "place", "start", "end", "adult_hours"])
    order = ["what", "adult_hours", "start", "place"]
    return found.sort_values(order, ascending=[False, False, True, True]).reset_index(drop=True)


def _at(monday: date, weekday: int, clock: str) -> pd.Timestamp:
    """Return a wall-clock time in the week shown: the small hours of a Monday are the end of its last service day."""
    late = weekday == 0 and clock < DAY_STARTS
    return pd.Timestamp(f"{monday}T{clock}") + pd.Timedelta(days=7 if late else int(weekday))


def _listed(orgs: Iterable[str]) -> str:
    return ", ".join(sorted(orgs, key=str.casefold))
