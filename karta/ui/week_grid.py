"""The week grid as a part of a page: places by hours, or one place's days by hours, in the map's colours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt
import streamlit as st

from karta.i18n import text
from karta.maps import Parcel, packed
from karta.services.gaps.figures import STATES
from karta.ui.serving import address

_SHARED_SCRIPTS = ("namespace.js", "parcel.js", "address.js", "paper.js")


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of the grid: `offset` is the hour of the period that its first cell stands for.

    `around`: cells that hold a gap before or after a training; None = none.
    """

    place_id: str
    name: str
    states: npt.NDArray[np.uint8]
    missing: npt.NDArray[np.float64]
    offset: int = 0
    around: npt.NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True)
class GridChoice:
    """A cell or a row that was chosen; `hour` is None for a row; `part`: the name of a part of it, else empty."""

    place_id: str
    hour: int | None
    part: str = ""


def packed_grid(rows: Sequence[GridRow]) -> Parcel:
    """Return the rows as the browser fetches them; a cell beyond a short day has a code that is no state."""
    head = {
        "id": [row.place_id for row in rows],
        "name": [row.name for row in rows],
        "offset": [row.offset for row in rows],
    }
    states = np.array([row.states for row in rows], dtype=np.uint8)
    missing = np.nan_to_num(np.array([row.missing for row in rows], dtype=float))
    none = np.zeros(states.shape[-1], dtype=bool)
    around = np.array([none if row.around is None else row.around for row in rows], dtype=np.uint8)
    tenths = np.rint(missing.clip(0, 6553) * 10).astype("<u2")
    return packed(head, {"states": states, "missing": tenths, "around": around})


def week_grid(
    rows: Parcel,
    hours: Sequence[str],
    days: Sequence[tuple[str, int]],
    hour_names: Sequence[str],
    *,
    key: str,
    title: str,
    chosen: tuple[str | None, int | None] = (None, None),
    language: str = "sv",
    answer_to: tuple[str, int] | None = None,
    every_hour: bool = True,
    strip_of: str = "",
) -> GridChoice | None:
    """Show the grid and return what was chosen in this run, else None.

    `rows` come from `packed_grid`. `hours` name the columns, `days` group them (label, number of columns; empty for
    none), `hour_names` say each hour of the period in full. `chosen` is the id of the row and the column marked.
    `answer_to` is the map's message that the page has taken into account (`gap_map.taken`). Without `every_hour` the
    hours in which no row asks for anything are left out. `strip_of`: the one place that all rows are of, for a small
    picture of its week.
    """
    starts = _day_starts(days, len(hours))
    contents = {
        "key": rows.key,
        "url": address(rows, key),
        "language": language,
        "title": title,
        "hours": list(hours),
        "starts": starts,
        "days": [{"label": label, "hours": count} for label, count in days],
        "hour_names": list(hour_names),
        "states": [text(f"gaps.state.{name}", language) for name in STATES],
        "missing": text("gaps.missing_n", language),
        "around": text("gaps.around_cell", language),
        "marks": [text("map.suggested_mark", language), text("map.visit_mark", language)],
        "row": chosen[0],
        "column": chosen[1],
        "answer_to": answer_to,
        "every_hour": every_hour,
        "strip": bool(strip_of),
        "place": strip_of,
    }
    _component()(data=contents, key=key, on_chosen_change=lambda: None)
    return pressed(key, len(hour_names))


def pressed(key: str, hours: int) -> GridChoice | None:
    """Return what was chosen in the grid or table of this key in this very run, wherever on the page it stands.

    It comes from the browser: place and part are texts that need be none; an hour beyond `hours` is none.
    """
    state = st.session_state.get(key)
    choice = state.get("chosen") if isinstance(state, Mapping) else None
    if not isinstance(choice, Mapping) or not isinstance(choice.get("place_id"), str):
        return None
    hour = choice.get("hour")
    whole = isinstance(hour, int) and not isinstance(hour, bool) and 0 <= hour < hours
    part = choice.get("part")
    return GridChoice(choice["place_id"], hour if whole else None, part if isinstance(part, str) else "")


def _component() -> Any:
    """Return the mounting command; registered at every run, since it belongs to the running server."""
    return st.components.v2.component(
        "karta_week_grid",
        html='<div class="week-grid"></div>',
        css=asset("week_grid.css"),
        js=script("week_grid.js"),
    )


def script(name: str) -> str:
    """Return a component's script, after the parts of the map's scripts that it stands on."""
    return "".join(asset(part) for part in (*_SHARED_SCRIPTS, name))


def asset(name: str) -> str:
    """Return a file of the browser's part."""
    return files("karta").joinpath("ui", "map_assets", name).read_text(encoding="utf-8")


def _day_starts(days: Sequence[tuple[str, int]], columns: int) -> list[bool]:
    first = set(np.cumsum([0, *(count for _, count in days)]).tolist()) if days else set()
    return [column in first for column in range(columns)]
