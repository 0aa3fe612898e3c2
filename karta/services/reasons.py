"""Why an hour is a gap or unknown, in sentences without blame, and whom one may ask."""

import numpy as np
import pandas as pd

from karta.coverage.gaps import Coverage, State, runs
from karta.coverage.measures import ranked
from karta.coverage.unopened import Unopened
from karta.i18n import number, text
from karta.privacy import Viewer, may, sees
from karta.services.workspace import Workspace

UNOPENED = "unopened"


def listing(found: pd.DataFrame, coverage: Coverage, language: str) -> pd.DataFrame:
    """Return runs with the name of their place, why they are so, and their times as local time."""
    names = dict(zip(coverage.tables.places["place_id"], coverage.tables.places["name"], strict=True))
    rows = coverage.grid.place_index()
    why = [
        _why(coverage, rows[run.place_id], slice(run.first_slot, run.last_slot + 1), run.state, language)
        for run in found.itertuples(index=False)
    ]
    local = {name: found[name].dt.tz_convert(coverage.grid.tz) for name in ("start", "end")}
    weighted = [
        _weighted(coverage, rows[run.place_id], slice(run.first_slot, run.last_slot + 1))
        for run in found.itertuples(index=False)
    ]
    return found.assign(place=found["place_id"].map(names), why=why, weighted=weighted, **local)


def _weighted(coverage: Coverage, place: int, columns: slice) -> float:
    """Return the gap of a run in adult-hours, weighted by priority and darkness (METHOD 3.6); 0 where it is unknown."""
    priority = float(coverage.tables.places["priority_weight"].iloc[place])
    dark = np.where(coverage.dark[columns], coverage.tables.method.dark_weight, 1.0)
    return float((coverage.gap[place, columns] * dark).sum()) * priority * coverage.grid.hours


def unknown(workspace: Workspace, viewer: Viewer, coverage: Coverage, closed: Unopened) -> pd.DataFrame:
    """Return what nobody can tell, roster by roster, and after it the hours of unknown opening with whom to ask."""
    language = workspace.language
    found = listing(ranked(coverage, unknown=True)[0], coverage, language)
    if not closed.marked.any():
        return found
    on = coverage.grid
    places = [on.place_ids[row] for row in np.flatnonzero(closed.marked.any(axis=1))]
    whom = keepers(workspace, viewer, places)
    names = dict(zip(coverage.tables.places["place_id"], coverage.tables.places["name"], strict=True))
    starts = pd.DatetimeIndex(on.slots.start).tz_localize("UTC").tz_convert(on.tz)
    rows = []
    for place, first, last in runs(closed.marked, on):
        name = on.place_ids[place]
        asked = float(closed.asked[place, first : last + 1].max())
        said = text("gaps.why_unopened", language, need=number(asked, 1, language), whom=whom[name])
        rows.append({
            "place_id": name, "place": names[name], "start": starts[first],
            "end": starts[last] + pd.Timedelta(minutes=on.slots.minutes), "state": UNOPENED, "why": said,
            "adult_hours": float(closed.short[place, first : last + 1].sum()) * on.hours,
            "first_slot": first, "last_slot": last, "weighted": 0.0,
        })  # fmt: skip
    added = pd.DataFrame(rows)[list(found.columns)]
    return pd.concat([found, added], ignore_index=True) if len(found) else added


def keepers(workspace: Workspace, viewer: Viewer, places: list[str]) -> dict[str, str]:
    """Return whom to ask when each place is open: who has activities there, else whoever looks after it."""
    with workspace.store.reading() as look:
        activities, orgs = look.frame("activity"), look.frame("organisation")
    language = workspace.language
    names = dict(zip(orgs["id"], orgs["name"], strict=True))
    found: dict[str, str] = {}
    for place in places:
        held = activities[activities["place_id"] == place]
        told = {
            names[org]
            for org, sharing in zip(held["organisation_id"], held["sharing"], strict=True)
            if org in names and may(viewer, "see_register") and sees(viewer, sharing, names[org])
        }
        said = ", ".join(sorted(told, key=str.casefold))
        found[place] = text(
            "gaps.ask_org" if said else "gaps.ask_municipality", language, **({"org": said} if said else {})
        )
    return found


def _why(coverage: Coverage, place: int, columns: slice, state: str, language: str) -> str:
    """Return why a run is a gap or unknown, in one sentence without blame."""
    asked = float(coverage.need.stay[place, columns].max())
    there = float(np.mean(coverage.presence.adults[place, columns]))
    decided_by = list(coverage.tables.needs["decided_by"])
    deciders = sorted(
        {
            str(decided_by[number_] or "")
            for number_, at, active in coverage.need.windows
            if at == place and active[columns].any()
        }
        - {""}
    )
    facts = {
        "need": number(asked, 1, language),
        "present": number(there, 1, language),
        "decided_by": ", ".join(deciders) or text("gaps.decided_by_nobody_named", language),
    }
    if state != State.UNKNOWN.name.lower():
        return text("gaps.why_gap", language, **facts)
    if coverage.view == "delivered":
        return text("gaps.why_not_reported", language, **facts)
    if coverage.no_roster[place, columns].any():
        return text("gaps.why_no_roster", language, **facts)
    return text("gaps.why_number_unknown", language, **facts)
