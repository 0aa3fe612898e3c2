"""Filters of the gap list: kind of place, time of day and organisation. Ranking, sums and map stay unfiltered."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from karta.services.gaps.period import Period

# Parts of a day by local clock, the night over midnight.
PARTS = {"morning": (6, 12), "afternoon": (12, 18), "evening": (18, 22), "night": (22, 6)}


def kinds(shown: Period) -> list[str]:
    """Return the kinds of the places in the lists."""
    listed = {*shown.gaps["place_id"], *shown.unknown["place_id"]}
    return sorted(shown.places.loc[shown.places["place_id"].isin(listed), "kind"].unique())


def organisations(shown: Period) -> list[str]:
    """Return the organisations that are known somewhere in the period, or awaited, as far as the viewer may know."""
    orgs = {*shown.coverage.pieces["org"], *shown.coverage.tables.sources["org"]}
    return sorted((org for org in orgs if org), key=str.casefold)


def narrowed(
    shown: Period, *, kind: str | None = None, part: str | None = None, org: str | None = None
) -> Period:
    """Return the period with only those rows of its lists that fit; what is None, or no known value, narrows nothing.

    A row fits an organisation that is known at its place in the period, or whose roster is awaited there.
    """
    places = shown.places
    if kind is not None:
        places = places[places["kind"] == kind]
    place_ids = set(places["place_id"])
    if org is not None:
        pieces, sources = shown.coverage.pieces, shown.coverage.tables.sources
        place_ids &= {
            *pieces.loc[pieces["org"] == org, "place_id"],
            *sources.loc[sources["org"] == org, "place_id"],
        }
    lists = {
        name: rows[rows["place_id"].isin(place_ids) & _in_part(shown, rows, part)].reset_index(drop=True)
        for name, rows in (("gaps", shown.gaps), ("unknown", shown.unknown))
    }
    return replace(shown, **lists)


def _in_part(shown: Period, rows: pd.DataFrame, part: str | None) -> npt.NDArray[np.bool_]:
    """Return which rows have any time in a part of the day."""
    if part not in PARTS or rows.empty:
        return np.ones(len(rows), dtype=bool)
    first, last = PARTS[part]
    inside = {hour % 24 for hour in range(first, last if last > first else last + 24)}
    so_far = np.concatenate(([0], np.cumsum([start.hour in inside for start in shown.hours.start])))
    begin = shown.hours.numbers(rows["start"])
    end = shown.hours.numbers(rows["end"] - pd.Timedelta(minutes=1))
    return np.asarray(so_far[end + 1] > so_far[begin])
