"""The week grid as a part of a page: places by hours, or one place's days by hours, told apart as on the map."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt
import streamlit as st

from karta.i18n import text
from karta.maps import Parcel, packed
from karta.ui.serving import address

STATES = ("not_decided", "no_need", "full", "thin", "empty", "unknown", "suggested", "unopened")


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of the grid: `offset` is the hour of the period that its first cell stands for."""

    place_id: str
    name: str
    states: npt.NDArray[np.uint8]
    missing: npt.NDArray[np.float64]
    offset: int = 0


@dataclass(frozen=True, slots=True)
class GridChoice:
    """A cell or a row that was chosen; `hour` is None for a row."""

    place_id: str
    hour: int | None


def packed_grid(rows: Sequence[GridRow]) -> Parcel:
    """Return the rows as the browser fetches them; a cell beyond a short day has a code that is no state."""
    head = {
        "id": [row.place_id for row in rows],
        "name": [row.name for row in rows],
        "offset": [row.offset for row in rows],
    }
    states = np.array([row.states for row in rows], dtype=np.uint8)
    missing = np.nan_to_num(np.array([row.missing for row in rows], dtype=float))
    return packed(head, {"states": states, "missing": np.rint(missing.clip(0, 6553) * 10).astype("<u2")})


def week_grid(
    rows: Parcel,
    hours: Sequence[str],
    days: Sequence[tuple[str, int]],
    titles: Sequence[str],
    *,
    key: str,
    title: str,
    chosen: tuple[str | None, int | None] = (None, None),
    language: str = "sv",
) -> GridChoice | None:
    """Show the grid and return what was chosen in this run, else None.

    `rows` come from `packed_grid`. `hours` name the columns, `days` group them (label, number of columns; empty for
    none), `titles` say each hour of the period in full. `chosen` is the id of the row and the column marked.
    """
    starts = _day_starts(days, len(hours))
    data = {
        "key": rows.key,
        "url": address(rows, key),
        "language": language,
        "title": title,
        "hours": list(hours),
        "starts": starts,
        "days": [{"label": label, "hours": count} for label, count in days],
        "titles": list(titles),
        "states": [text(f"gaps.state.{name}", language) for name in STATES],
        "missing": text("gaps.missing_n", language),
        "row": chosen[0],
        "column": chosen[1],
    }
    _component()(data=data, key=key, on_chosen_change=lambda: None)
    return pressed(key, len(titles))


def pressed(key: str, hours: int) -> GridChoice | None:
    """Return what was chosen in the grid or table of this key in this very run, wherever on the page it stands.

    It comes from the browser: the place is a text that need not be a place; an hour beyond `hours` is none.
    """
    state = st.session_state.get(key)
    said = state.get("chosen") if isinstance(state, Mapping) else None
    if not isinstance(said, Mapping) or not isinstance(said.get("place_id"), str):
        return None
    hour = said.get("hour")
    whole = isinstance(hour, int) and not isinstance(hour, bool) and 0 <= hour < hours
    return GridChoice(said["place_id"], hour if whole else None)


def _component() -> Any:
    """Return the mounting command; registered at every run, since it belongs to the running server."""
    return st.components.v2.component(
        "karta_week_grid",
        html='<div class="week-grid"></div>',
        css=asset("week_grid.css"),
        js=asset("parcel.js") + asset("week_grid.js"),
    )


def asset(name: str) -> str:
    """Return a file of the browser's part."""
    return files("karta").joinpath("ui", "map_assets", name).read_text(encoding="utf-8")


def _day_starts(days: Sequence[tuple[str, int]], columns: int) -> list[bool]:
    first = set(np.cumsum([0, *(count for _, count in days)]).tolist()) if days else set()
    return [column in first for column in range(columns)]
