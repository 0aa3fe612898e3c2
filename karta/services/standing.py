"""How places stand: what is asked for there and at what price, whose rosters are in, how far an own town has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Any

import pandas as pd
import shapely
from sqlalchemy import func, select

from karta.errors import InputError
from karta.model.place import is_unknown, name_key
from karta.privacy import Viewer, may, require
from karta.services import gaps, register
from karta.services.binding import to_metres
from karta.services.decisions import weekly_hours
from karta.services.gaps import Period
from karta.services.overview import source_known
from karta.services.workspace import Workspace
from karta.store.schema import TABLES

RULE_COLUMNS = [
    "rule_id", "place_id", "state", "type", "adults", "days", "start", "end", "mode", "anchor", "start_offset_min",
    "end_offset_min", "responsible", "decided_by", "decided_on", "valid_from", "valid_to", "reason", "default_code",
    "outside_sessions", "within_access", "adult_hours", "visits",
]  # fmt: skip
SOURCE_COLUMNS = ["org_id", "org", "place_id", "known", "until", "confirmed_on", "asked_on"]


@dataclass(frozen=True)
class Standing:
    """A place of the guided start.

    `rules` (RULE_COLUMNS) and `sources` (SOURCE_COLUMNS) of the place; for an ordinary week what is decided and
    suggested, in adult-hours where somebody is to stay and in visits where those are enough; `known_hours` and
    `known_adults` (most at a time) of the period's known presence, `present` its shifts (as in `gaps.PlaceWeek`).
    `access_known` and `calendar_known` tell whether needs that hang on opening hours or school days count yet.
    """

    place_id: str
    name: str
    kind: str
    rules: pd.DataFrame
    sources: pd.DataFrame
    decided_hours: float
    suggested_hours: float
    decided_visits: int
    suggested_visits: int
    known_hours: float
    known_adults: float
    present: pd.DataFrame
    access_known: bool
    calendar_known: bool


@dataclass(frozen=True)
class Progress:
    """How far an own town has come, as counts of the register."""

    places: int
    suggested: int
    decided: int
    lines: int
    waiting: int
    complete: int


def progress(workspace: Workspace, viewer: Viewer) -> Progress:
    """Return how far the workspace has come on the way from nothing to a gap on the map.

    `suggested` and `decided` count places with such a need, `lines` roster lines, `waiting` those that need a place,
    `complete` places with a decided need of which all rosters are in.
    """
    known = register.completeness(workspace, viewer)
    party = TABLES["shift_party"]
    with workspace.store.reading() as look:
        lines = look.connection.execute(
            select(func.count()).select_from(party).where(party.c.superseded_at.is_(None))
        ).scalar_one()
    whole = (known["decided"] > 0) & (known["sources_known"] > 0) & (known["sources_missing"] == 0)
    return Progress(
        places=len(known),
        suggested=int(((known["suggested"] > 0) & (known["decided"] == 0)).sum()),
        decided=int((known["decided"] > 0).sum()),
        lines=int(lines),
        waiting=len(register.waiting(workspace, viewer)),
        complete=int(whole.sum()),
    )


def standing(workspace: Workspace, viewer: Viewer, place_ids: Sequence[str], shown: Period) -> list[Standing]:
    """Return how chosen places stand in a period, in the order asked; places that are gone are left out."""
    all_rules, all_sources = rules(workspace, viewer, place_ids), sources(workspace, viewer, place_ids)
    known = set(shown.places["place_id"])
    found = []
    for place_id in place_ids:
        if place_id not in known:
            continue
        week = gaps.place(viewer, shown, place_id)
        own = all_rules[all_rules["place_id"] == place_id].reset_index(drop=True)
        found.append(Standing(
            place_id=place_id,
            name=week.name,
            kind=week.kind,
            rules=own,
            sources=all_sources[all_sources["place_id"] == place_id].reset_index(drop=True),
            decided_hours=_hours(own, "decided"),
            suggested_hours=_hours(own, "suggested"),
            decided_visits=_visits(own, "decided"),
            suggested_visits=_visits(own, "suggested"),
            known_hours=float(shown.hours.present[week.row].sum()),
            known_adults=float(shown.hours.present[week.row].max(initial=0.0)),
            present=week.present,
            access_known=week.access_known,
            calendar_known=not shown.calendar_unknown,
        ))  # fmt: skip
    return found


def rules(workspace: Workspace, viewer: Viewer, place_ids: Sequence[str] | None = None) -> pd.DataFrame:
    """Return the need rules of places (None: of all) that are or will be in force, suggestions first: RULE_COLUMNS."""
    require(viewer, "see_register")
    today = workspace.today
    found = workspace.store.frame("need_rule").rename(columns={"id": "rule_id"})
    ended = pd.Series([not is_unknown(last) and last < today for last in found["valid_to"]], dtype=bool)
    found = found[~ended & found["place_id"].notna()]
    if place_ids is not None:
        found = found[found["place_id"].isin(list(place_ids))]
    said = [{str(k): v for k, v in rule.items()} for rule in found.to_dict("records")]
    return (
        found.reset_index(drop=True)
        .assign(
            adult_hours=pd.Series([weekly_hours([rule]) for rule in said], dtype="float64"),
            visits=pd.Series([visits(rule) for rule in said], dtype="int64"),
        )
        .sort_values(["state", "start", "days"], ascending=[False, True, True])[RULE_COLUMNS]
        .reset_index(drop=True)
    )


def visits(rule: dict[str, Any]) -> int:
    """Return how many visits a rule asks for in an ordinary week, 0 where somebody is to stay.

    One in each window of two hours. Source: METHOD 3.1.
    """
    if rule["mode"] != "visit":
        return 0
    window = weekly_hours([{**rule, "days": "MO", "adults": 1}])
    days = weekly_hours([{**rule, "adults": 1}]) / window if window else 0
    return round(days) * ceil(window / 2)


def sources(workspace: Workspace, viewer: Viewer, place_ids: Sequence[str] | None = None) -> pd.DataFrame:
    """Return the expected sources of places (None: of all): SOURCE_COLUMNS.

    `until` is the last service day a complete roster reaches to. Whose roster has not come in is for the coordinator
    and that organisation; for others `org` is blank there.
    """
    require(viewer, "see_register")
    with workspace.store.reading() as look:
        found, orgs = look.frame("expected_source"), look.frame("organisation")
    if place_ids is not None:
        found = found[found["place_id"].isin(list(place_ids))].reset_index(drop=True)
    named = found["organisation_id"].map(orgs.set_index("id")["name"]).fillna("")
    known = source_known(found, workspace.today, workspace.method.stale_after_days)
    own = pd.Series([name_key(name) == name_key(viewer.organisation or "") for name in named], dtype=bool)
    told = known | own | may(viewer, "see_who_is_awaited")
    ends = [
        None if is_unknown(end) else date.fromisoformat(end[:10]) - timedelta(days=1)
        for end in found["to_local"]
    ]
    return found.assign(
        org_id=found["organisation_id"].where(told, ""),
        org=named.where(told, ""),
        known=known,
        until=pd.Series(ends, dtype=object).where(known, None),
    )[SOURCE_COLUMNS]


def nearest(places: pd.DataFrame, lat: float, lon: float, within_m: float = 60.0) -> str | None:
    """Return the id of the place of `register.places` that lies nearest to a point, None if none is that near."""
    point = to_metres([lon], [lat])[0]
    known = places[places["geometry"].notna()]
    if known.empty:
        return None
    distance_m = shapely.distance(known["geometry"].to_numpy(dtype=object), point)
    at = int(distance_m.argmin())
    return str(known["id"].iloc[at]) if distance_m[at] <= within_m else None


def whom_to_ask(workspace: Workspace, viewer: Viewer, place_id: str) -> list[str]:
    """Return organisations of the register that nobody has asked about a place yet: those active there come first."""
    require(viewer, "see_who_is_awaited")
    with workspace.store.reading() as look:
        orgs, activities = look.frame("organisation"), look.frame("activity")
        parties, shifts, asked = look.frame("shift_party"), look.frame("shift"), look.frame("expected_source")
    at_place = shifts.loc[shifts["place_id"] == place_id, "id"]
    active = {
        *activities.loc[activities["place_id"] == place_id, "organisation_id"],
        *parties.loc[parties["shift_id"].isin(at_place), "organisation_id"],
    }
    known = set(asked.loc[asked["place_id"] == place_id, "organisation_id"])
    left = orgs[~orgs["id"].isin(known)]
    order = left.assign(far=~left["id"].isin(active)).sort_values(["far", "name"])
    return [str(name) for name in order["name"]]


def confirm_all(workspace: Workspace, viewer: Viewer, place_id: str, until: date) -> int:
    """Note that all rosters for a place are in up to and with a day; return how many organisations that concerns.

    Those are the expected ones and those with a line at the place. Where there is none at all, there is nobody whose
    word it could be.

    Raises
    ------
    InputError
        When no organisation is known at the place.
    """
    require(viewer, "confirm_sources")
    with workspace.store.reading() as look:
        asked, parties, shifts = look.frame("expected_source"), look.frame("shift_party"), look.frame("shift")
    at_place = shifts.loc[shifts["place_id"] == place_id, "id"]
    orgs = {
        *asked.loc[asked["place_id"] == place_id, "organisation_id"],
        *parties.loc[parties["shift_id"].isin(at_place), "organisation_id"],
    } - {None}
    if not orgs:
        raise InputError("nobody_to_confirm")
    for org_id in sorted(orgs):
        register.confirm_source(workspace, viewer, org_id, place_id, until)
    return len(orgs)


def verified(workspace: Workspace, viewer: Viewer) -> "pd.Series[date]":
    """Return when each place was last verified by somebody, by place id: an import, a click, a confirmed roster."""
    require(viewer, "see_register")
    with workspace.store.reading() as look:
        places, asked = look.frame("place"), look.frame("expected_source")
    zone = workspace.method.timezone
    looked = places["verified_at"].fillna(places["recorded_at"]).dt.tz_convert(zone).dt.date
    told = asked.dropna(subset=["confirmed_on"]).groupby("place_id")["confirmed_on"].max()
    days = [max(a, told.get(place, a)) for place, a in zip(places["id"], looked, strict=True)]
    return pd.Series(days, index=places["id"], dtype=object)


def _hours(own: pd.DataFrame, state: str) -> float:
    staying = own[(own["state"] == state) & (own["mode"] == "stay")]
    return weekly_hours(staying.to_dict("records")) if len(staying) else 0.0


def _visits(own: pd.DataFrame, state: str) -> int:
    return int(own.loc[own["state"] == state, "visits"].sum())
