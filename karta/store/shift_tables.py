"""One occurrence of a shift as the method's tables: as it is stored, or as somebody would have it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pandas as pd

from karta.model import tables as declared
from karta.model.frames import empty
from karta.model.tables import Tables
from karta.store import rosters
from karta.store.cells import Row
from karta.store.database import Reading
from karta.store.distances import Distances
from karta.store.presence_places import presence_tables


@dataclass(frozen=True, slots=True)
class Held:
    """An occurrence: its shift, the adults of each party (by party id) and its hours (aware, local)."""

    shift_id: str
    adults: Mapping[str, float]
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """A change that is not stored: `values` of the shift (located, geometry), and its stops; None leaves them.

    `elsewhere` tells that distances stated for the shift as it is do not hold for it.
    """

    values: Row = field(default_factory=dict)
    stops: Sequence[Row] | None = None
    elsewhere: bool = False


def shift_tables(
    reading: Reading, tables: Tables, held: Held, draft: Draft, distances: Distances | None = None
) -> Tables:
    """Return tables of a period in which an occurrence, as a draft would have it, is the only presence."""
    lines = rosters.lines(reading, tables.from_day, tables.to_day)
    lines = lines[(lines["shift_id"] == held.shift_id) & lines["presence_id"].isin(list(held.adults))]
    lines = lines.reset_index(drop=True)
    lines = lines.assign(
        adults=lines["presence_id"].map(held.adults), start_local=held.start.isoformat(timespec="minutes"),
        end_local=held.end.isoformat(timespec="minutes"), byday=None, rrule=None, valid_from=None, valid_to=None,
        exdates=None, school_days_only=False,
    )  # fmt: skip
    if draft.values:
        located, shape = draft.values["located"], draft.values["geometry"]
        lines = lines.assign(
            located=located,
            geometry=rosters.GEOMETRY_WORD[located],
            geometry_3006=pd.Series([shape] * len(lines), dtype=object),
        )
    stops = None if draft.stops is None else _stops(reading, held.shift_id, draft.stops)
    places = reading.frame("place")
    places = places[places["id"].isin(tables.places["place_id"])].reset_index(drop=True)
    reach, legs, timed = presence_tables(
        reading, lines, places, tables.method, distances, stops, stated=not draft.elsewhere
    )
    return tables.with_(
        presences=rosters.presences(lines),
        reach=reach,
        route_legs=legs,
        stops=timed,
        delivered=None,
        history=empty(declared.HISTORY),
    )


def _stops(reading: Reading, shift_id: str, rows: Sequence[Row]) -> pd.DataFrame:
    """Return rows as the frame of stops that the store would give."""
    columns: Any = reading.frame("shift_stop", []).columns
    stops = pd.DataFrame(
        [{**dict.fromkeys(columns), **row, "shift_id": shift_id} for row in rows],
        columns=columns,
        dtype=object,
    )
    return stops.astype({"dwell_min_per_hour": float, "distance_m": float})
