"""The open picture of now: adults who are out and places that are open, never what is missing, and no name of anybody.

For those who are out themselves - field workers, police volunteers - and look neither at gaps nor at shifts.
"""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from karta.coverage.grid import grid, slot_minutes
from karta.coverage.presence import lay_pieces
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.gaps.known_tables import known_tables
from karta.services.gaps.nearby import held, open_venues
from karta.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Out:
    """Adults who are out: where they count most, whose they are ("" where that is not shared), as what, until when."""

    place: str
    organisation: str
    kind: str
    adults: float
    until: datetime


@dataclass(frozen=True, slots=True)
class OpenNow:
    """A place that is open, or where a session is held right now."""

    place: str
    kind: str


@dataclass(frozen=True, slots=True)
class Now:
    """The picture of a moment (aware, local). `withheld`: somebody is out whose number is not the viewer's to know."""

    at: datetime
    out: tuple[Out, ...]
    opened: tuple[OpenNow, ...]
    withheld: bool


def require_now(viewer: Viewer) -> None:
    """Raise NotAllowedError unless the policy lets a viewer see what is open now at all."""
    require(viewer, "see_now", WORKSPACE)


def now(workspace: Workspace, viewer: Viewer) -> Now:
    """Return who is known to be out at this moment and what is open, by place, in the viewer's areas."""
    require(viewer, "see_now", WORKSPACE)
    at, day = workspace.now(), workspace.service_day
    tables = known_tables(workspace, viewer, day, day, "see_now")
    on = grid(tables, slot_minutes(tables))
    names = tables.places.set_index("place_id")[["name", "kind"]]
    pieces = lay_pieces(tables, on, "planned").pieces
    begun = pd.to_datetime(pieces["start"], utc=True) <= at
    here = pieces[
        begun & (pd.to_datetime(pieces["end"], utc=True) > at) & pieces["place_id"].isin(names.index)
    ]
    withheld = bool((here["org"].eq("") & here["adults"].isna()).any())
    here = here[here["certain"].astype(bool) & here["adults"].gt(0)]
    # Who walks past several places is where they count most.
    here = here.sort_values("effective", ascending=False, kind="stable").drop_duplicates("presence_id")
    out = [
        Out(
            str(names["name"][row.place_id]), str(row.org), str(row.kind), float(row.adults),
            pd.Timestamp(row.end).tz_convert(workspace.zone).to_pydatetime(),
        )
        for row in here.itertuples(index=False)
    ]  # fmt: skip
    start = pd.Timestamp(at)
    opened = {*held(tables, on, start), *open_venues(tables, on, start)}
    rows = [
        OpenNow(str(names["name"][place]), str(names["kind"][place]))
        for place in opened
        if place in names.index
    ]
    return Now(
        at.astimezone(workspace.zone),
        tuple(sorted(out, key=lambda line: (line.place.casefold(), line.until, line.organisation))),
        tuple(sorted(rows, key=lambda row: (row.place.casefold(), row.kind))),
        withheld,
    )
