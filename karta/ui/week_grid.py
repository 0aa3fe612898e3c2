"""The week grid as a part of a page: places by hours, or one place's days by hours, told apart as on the map."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt
import streamlit as st

from karta.i18n import number, text

STATES = ("not_decided", "no_need", "full", "thin", "empty", "unknown", "suggested")


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


def week_grid(
    rows: Sequence[GridRow],
    hours: Sequence[str],
    days: Sequence[tuple[str, int]],
    titles: Sequence[str],
    *,
    key: str,
    version: str,
    title: str,
    chosen: tuple[int | None, int | None] = (None, None),
    language: str = "sv",
) -> GridChoice | None:
    """Show the grid and return what was chosen in this run, else None.

    `hours` name the columns, `days` group them (label, number of columns; empty for none), `titles` say each hour
    of the period in full. `version` changes whenever the content does. `chosen` is the row and column marked.
    """
    starts = _day_starts(days, len(hours))
    data = {
        "key": version,
        "language": language,
        "title": title,
        "hours": list(hours),
        "starts": starts,
        "days": [{"label": label, "hours": count} for label, count in days],
        "titles": list(titles),
        "states": [text(f"gaps.state.{name}", language) for name in STATES],
        "missing": text("gaps.missing_n", language),
        "rows": [_row(row, language) for row in rows],
        "row": chosen[0],
        "column": chosen[1],
    }
    result = _component()(data=data, key=key, on_chosen_change=lambda: None)
    said = result.chosen
    if not isinstance(said, dict) or not any(row.place_id == said.get("place_id") for row in rows):
        return None
    hour = said.get("hour")
    return GridChoice(
        str(said["place_id"]), hour if isinstance(hour, int) and 0 <= hour < len(titles) else None
    )


def _component() -> Any:
    """Return the mounting command; registered at every run, since it belongs to the running server."""
    assets = files("karta").joinpath("ui", "map_assets")
    return st.components.v2.component(
        "karta_week_grid",
        html='<div class="week-grid"></div>',
        css=assets.joinpath("week_grid.css").read_text(encoding="utf-8"),
        js=assets.joinpath("week_grid.js").read_text(encoding="utf-8"),
    )


def _row(row: GridRow, language: str) -> dict[str, Any]:
    return {
        "id": row.place_id,
        "name": row.name,
        "offset": row.offset,
        "states": "".join(map(str, row.states.tolist())),
        "missing": [number(value, 1, language) if value > 0 else "" for value in row.missing.tolist()],
    }


def _day_starts(days: Sequence[tuple[str, int]], columns: int) -> list[bool]:
    first = set(np.cumsum([0, *(count for _, count in days)]).tolist()) if days else set()
    return [column in first for column in range(columns)]
