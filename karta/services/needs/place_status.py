"""The status of places: their need and its hours, the rosters that have come in, and the progress of an own town."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Any

import pandas as pd
import shapely

from karta.errors import InputError
from karta.model.place import is_unknown
from karta.privacy import WORKSPACE, Viewer, areas_of, awaited_rows, belonging_to, require
from karta.services.gaps import figures, period
from karta.services.gaps.period import Period
from karta.services.importing import unplaced_rows
from karta.services.needs.rule_rows import weekly_hours
from karta.services.register import organisations
from karta.services.register import places as register_places
from karta.services.register.names import to_metres
from karta.services.register.places import source_known
from karta.services.workspace import Workspace

RULE_COLUMNS = [
    "rule_id", "place_id", "state", "type", "adults", "days", "start", "end", "mode", "anchor", "start_offset_min",
    "end_offset_min", "responsible", "decided_by", "decided_on", "valid_from", "valid_to", "reason", "default_code",
    "outside_sessions", "within_access", "adult_hours", "visits",
]  # fmt: skip
SOURCE_COLUMNS = ["org_id", "org", "place_id", "known", "until", "confirmed_on", "asked_on"]


@dataclass(frozen=True)
class PlaceStatus:
    """The status of a place in the guided start.

    `rules` (RULE_COLUMNS) and `sources` (SOURCE_COLUMNS) of the place; of the period what is decided and suggested, in
    adult-hours where somebody is to stay and in visits where those are enough; `known_hours` and `known_adults` (most
    at a time) of the period's known presence, `present` its shifts (as in `gaps.PlaceWeek`).
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
    """Return counts of how far the workspace is set up, from the first place to complete rosters.

    `suggested` and `decided` count places with such a need, `lines` roster lines, `waiting` those that need a place,
    `complete` places with a decided need of which all rosters are in.
    """
    require(viewer, "see_organisations", WORKSPACE)
    completeness = register_places.completeness(workspace, viewer)
    with workspace.store.reading() as reading:
        lines = reading.count("shift_party")
    whole = (
        (completeness["decided"] > 0)
        & (completeness["sources_known"] > 0)
        & (completeness["sources_missing"] == 0)
    )
    return Progress(
        places=len(completeness),
        suggested=int(((completeness["suggested"] > 0) & (completeness["decided"] == 0)).sum()),
        decided=int((completeness["decided"] > 0).sum()),
        lines=lines,
        waiting=len(unplaced_rows.waiting(workspace, viewer)),
        complete=int(whole.sum()),
    )


def of_places(
    workspace: Workspace, viewer: Viewer, place_ids: Sequence[str], shown: Period
) -> list[PlaceStatus]:
    """Return the status of places in a period, in the order of `place_ids`; places that are gone are left out."""
    require(viewer, "see_gaps", WORKSPACE)
    all_rules, all_sources = rules(workspace, viewer, place_ids), sources(workspace, viewer, place_ids)
    place_ids_shown = set(shown.places["place_id"])
    statuses = []
    for place_id in place_ids:
        if place_id not in place_ids_shown:
            continue
        week = period.place(viewer, shown, place_id)
        own = all_rules[all_rules["place_id"] == place_id].reset_index(drop=True)
        statuses.append(PlaceStatus(
            place_id=place_id,
            name=week.name,
            kind=week.kind,
            rules=own,
            sources=all_sources[all_sources["place_id"] == place_id].reset_index(drop=True),
            **figures.of_place(shown, week),
            present=week.present,
            access_known=week.access_known,
            calendar_known=not shown.calendar_unknown,
        ))  # fmt: skip
    return statuses


def rules(workspace: Workspace, viewer: Viewer, place_ids: Sequence[str] | None = None) -> pd.DataFrame:
    """Return the need rules of places (None: of all) that are or will be in force, suggestions first: RULE_COLUMNS."""
    require(viewer, "see_rules", WORKSPACE)
    today = workspace.today
    need_rules = workspace.store.frame("need_rule").rename(columns={"id": "rule_id"})
    ended = pd.Series([not is_unknown(last) and last < today for last in need_rules["valid_to"]], dtype=bool)
    need_rules = need_rules[~ended & need_rules["place_id"].notna()]
    if place_ids is not None:
        need_rules = need_rules[need_rules["place_id"].isin(list(place_ids))]
    assigned = areas_of(viewer, "see_rules")
    if assigned is not None:
        places = register_places.places(workspace, viewer)
        near = places.loc[places["area_id"].isin(assigned), "id"]
        need_rules = need_rules[need_rules["place_id"].isin(near)]
    records = [{str(k): v for k, v in rule.items()} for rule in need_rules.to_dict("records")]
    return (
        need_rules.reset_index(drop=True)
        .assign(
            adult_hours=pd.Series([weekly_hours([rule]) for rule in records], dtype="float64"),
            visits=pd.Series([visits(rule) for rule in records], dtype="int64"),
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
    require(viewer, "see_organisations", WORKSPACE)
    with workspace.store.reading() as reading:
        expected, orgs = reading.frame("expected_source"), reading.frame("organisation")
    if place_ids is not None:
        expected = expected[expected["place_id"].isin(list(place_ids))].reset_index(drop=True)
    names = expected["organisation_id"].map(orgs.set_index("id")["name"]).fillna("")
    roster_in = source_known(expected, workspace.today, workspace.method.stale_after_days)
    visible = roster_in | awaited_rows(expected["organisation_id"], viewer)
    ends = [
        None if is_unknown(end) else date.fromisoformat(end[:10]) - timedelta(days=1)
        for end in expected["to_local"]
    ]
    return expected.assign(
        org_id=expected["organisation_id"].where(visible, ""),
        org=names.where(visible, ""),
        known=roster_in,
        until=pd.Series(ends, dtype=object).where(roster_in, None),
    )[SOURCE_COLUMNS]


def nearest(places: pd.DataFrame, lat: float, lon: float, within_m: float = 60.0) -> str | None:
    """Return the id of the place of `register.places` that lies nearest to a point, None if none is that near."""
    point = to_metres([lon], [lat])[0]
    located = places[places["geometry"].notna()]
    if located.empty:
        return None
    distance_m = shapely.distance(located["geometry"].to_numpy(dtype=object), point)
    at = int(distance_m.argmin())
    return str(located["id"].iloc[at]) if distance_m[at] <= within_m else None


def whom_to_ask(workspace: Workspace, viewer: Viewer, place_id: str) -> list[str]:
    """Return organisations of the register that nobody has asked about a place yet: those active there come first."""
    # About organisations of all kinds: not for who may name its own alone.
    require(viewer, "expect_sources", belonging_to())
    with workspace.store.reading() as reading:
        orgs, activities = reading.frame("organisation"), reading.frame("activity")
        parties, shifts, expected = (
            reading.frame("shift_party"),
            reading.frame("shift"),
            reading.frame("expected_source"),
        )
    at_place = shifts.loc[shifts["place_id"] == place_id, "id"]
    active = {
        *activities.loc[activities["place_id"] == place_id, "organisation_id"],
        *parties.loc[parties["shift_id"].isin(at_place), "organisation_id"],
    }
    expected_orgs = set(expected.loc[expected["place_id"] == place_id, "organisation_id"])
    left = orgs[~orgs["id"].isin(expected_orgs)]
    order = left.assign(far=~left["id"].isin(active)).sort_values(["far", "name"])
    return [str(name) for name in order["name"]]


def confirm_all(workspace: Workspace, viewer: Viewer, place_id: str, until: date) -> int:
    """Note that all rosters for a place are in up to and with a day; return how many organisations that concerns.

    Those are the expected ones and those with a line at the place. Where there is none at all, there is nobody who
    could have confirmed it.

    Raises
    ------
    InputError
        When no organisation is known at the place.
    """
    require(viewer, "confirm_sources", WORKSPACE)
    with workspace.store.reading() as reading:
        expected, parties, shifts = (
            reading.frame("expected_source"),
            reading.frame("shift_party"),
            reading.frame("shift"),
        )
    at_place = shifts.loc[shifts["place_id"] == place_id, "id"]
    orgs = {
        *expected.loc[expected["place_id"] == place_id, "organisation_id"],
        *parties.loc[parties["shift_id"].isin(at_place), "organisation_id"],
    } - {None}
    if not orgs:
        raise InputError("nobody_to_confirm")
    # All of them or none: nobody confirms the half that is its own.
    for org_id in orgs:
        require(viewer, "confirm_sources", belonging_to(org_id))
    for org_id in sorted(orgs):
        organisations.confirm_source(workspace, viewer, org_id, place_id, until)
    return len(orgs)


def verified(workspace: Workspace, viewer: Viewer) -> "pd.Series[date]":
    """Return when each place was last verified by somebody, by place id: an import, a click, a confirmed roster."""
    require(viewer, "see_register", WORKSPACE)
    with workspace.store.reading() as reading:
        places, expected = reading.frame("place"), reading.frame("expected_source")
    zone = workspace.method.timezone
    verified_on = places["verified_at"].fillna(places["recorded_at"]).dt.tz_convert(zone).dt.date
    confirmed = expected.dropna(subset=["confirmed_on"]).groupby("place_id")["confirmed_on"].max()
    days = [max(a, confirmed.get(place, a)) for place, a in zip(places["id"], verified_on, strict=True)]
    return pd.Series(days, index=places["id"], dtype=object)
