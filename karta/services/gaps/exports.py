"""The list and the grid of a period as files: the rows that the page shows, with view, completeness and date.

Each says for whom it was made, and that it may not be published.
"""

from typing import Literal

import numpy as np
import pandas as pd

from karta.coverage.gaps import State
from karta.i18n import text
from karta.privacy import Viewer, require_for
from karta.reports.lists import as_csv, as_xlsx
from karta.reports.map_files import as_geojson, as_gpkg
from karta.reports.meeting import Meeting, about
from karta.services.gaps import figures
from karta.services.gaps.period import Period
from karta.services.workspace import Workspace

Kind = Literal["list", "grid"]
Form = Literal["csv", "xlsx", "geojson", "gpkg"]


def export(
    workspace: Workspace,
    viewer: Viewer,
    period: Period,
    sheet: Meeting,
    kind: Kind,
    form: Form,
    narrowed: str = "",
) -> bytes:
    """Return the list or the grid of a period as a file; `sheet` says what area, view and moment it is of.

    `narrowed` says by what its rows were chosen, if they were.
    """
    require_for(viewer, "export_gaps", period.audience)
    language = workspace.language
    frame = gap_list(period, language) if kind == "list" else grid(period, language)
    chosen = [(text("gaps.narrowed", language), narrowed)] if narrowed else []
    header = [
        *about(sheet, language),
        *chosen,
        (
            text("sheets.about", language),
            text("gaps.caption", language, completeness=about(sheet, language)[3][1]),
        ),
    ]
    name = text(f"sheets.export_{kind}_name", language)
    if form == "csv":
        return as_csv(frame, header, language)
    if form == "xlsx":
        return as_xlsx(frame, header, name)
    place_ids = frame[text("sheets.column_place_id", language)]
    lies = period.places.set_index("place_id")[["lon", "lat"]].loc[place_ids]
    points = list(lies.itertuples(index=False, name=None))
    return (as_geojson if form == "geojson" else as_gpkg)(frame, points, header, name)


def file_name(sheet: Meeting, kind: str, form: str, language: str) -> str:
    """Return a file's name: what it is, and the week."""
    year, week, _ = sheet.from_day.isocalendar()
    return f"karta-{text(f'sheets.export_{kind}_name', language)}-{year}-v{week:02d}.{form}"


def list_rows(period: Period) -> pd.DataFrame:
    """Return the gaps and, after them, the unknown runs: LIST_COLUMNS and weighted, as the page and files have them."""
    return pd.concat([figures.gaps(period), figures.unknown(period)], ignore_index=True)


def gap_list(period: Period, language: str) -> pd.DataFrame:
    """Return the gaps and, after them, the unknown runs: the columns of the page's list, in its order."""
    gap_rows = list_rows(period)
    columns = {
        "place": gap_rows["place"],
        "start": gap_rows["start"],
        "end": gap_rows["end"],
        "hours": gap_rows["adult_hours"].astype(float),
        "state": [text(f"gaps.state.{state}", language) for state in gap_rows["state"]],
        "weighted": gap_rows["weighted"].astype(float),
        "why": gap_rows["why"],
        "place_id": gap_rows["place_id"],
    }
    return pd.DataFrame({text(f"sheets.column_{name}", language): values for name, values in columns.items()})


def grid(period: Period, language: str) -> pd.DataFrame:
    """Return a row for each place and hour with anything decided, suggested or asked for; places in order of name."""
    shown = figures.of_hours(period)
    telling = ~np.isin(shown.state, [State.NOT_DECIDED, State.NO_NEED])
    places = period.places
    order = sorted(range(len(places)), key=lambda row: (places["name"].iloc[row].casefold(), row))
    pairs = [(row, int(column)) for row in order for column in np.flatnonzero(telling[row])]
    rows = np.array([row for row, _ in pairs], dtype=int)
    at = np.array([column for _, column in pairs], dtype=int)
    states = [text(f"gaps.state.{state}", language) for state in figures.STATES]
    starts = [period.hours.start[column] for column in at]
    columns = {
        "place": places["name"].to_numpy()[rows],
        "date": [start.date() for start in starts],
        "hour": [f"{start:%H}–{(start.hour + 1) % 24:02d}" for start in starts],
        "state": [states[state] for state in shown.state[rows, at]],
        "need": shown.need[rows, at],
        "present": shown.present[rows, at],
        "missing": shown.missing[rows, at],
        "unknown": shown.unknown[rows, at],
        "visit": shown.visit[rows, at],
        "place_id": places["place_id"].to_numpy()[rows],
    }
    return pd.DataFrame({text(f"sheets.column_{name}", language): values for name, values in columns.items()})
