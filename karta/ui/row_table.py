"""A list of gaps as a part of a page: rows to choose from, to sort and to search, light enough for thousands.

Streamlit's own table is a canvas that a screen reader cannot read and takes half a second of a page's start.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from karta.maps import Parcel, packed
from karta.ui.serving import address
from karta.ui.week_grid import GridChoice, asset, pressed, script


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it is called, whether it holds numbers, and what it means where that is not plain."""

    label: str
    number: bool = False
    help: str = ""


@dataclass(frozen=True, slots=True)
class RowPart:
    """A part of a row: its name for the page, how it is called, and the hour of the period that it is shown at."""

    name: str
    label: str
    hour: int


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: a place from an hour of the period to another, each cell as it is read and as it sorts.

    `parts`: what of it can be chosen by itself, below its first cell.
    """

    place_id: str
    hour: int
    last_hour: int
    cells: Sequence[str]
    sort: Sequence[str | float]
    parts: Sequence[RowPart] = ()


def packed_rows(rows: Sequence[TableRow]) -> Parcel:
    """Return the rows as the browser fetches them."""
    return packed(
        {
            "place": [row.place_id for row in rows],
            "hour": [row.hour for row in rows],
            "last": [row.last_hour for row in rows],
            "cells": [list(row.cells) for row in rows],
            "parts": [[[part.name, part.label, part.hour] for part in row.parts] for row in rows],
            "sort": [list(column) for column in zip(*(row.sort for row in rows), strict=True)],
        }
    )


def row_table(
    rows: Parcel,
    columns: Sequence[Column],
    *,
    key: str,
    title: str,
    search: str,
    hours: int,
    main: int,
    chosen: tuple[str | None, int | None] = (None, None),
    language: str = "sv",
    stay: bool = False,
    many: tuple[str, str] = ("", ""),
) -> GridChoice | None:
    """Show the list; return what was chosen in this run, else None. Column `main` is the button of a row.

    `stay`: what is sought in it and how it is sorted stands in the page's address. `many`: rows can be picked, too
    (`picked`); what the box of a row, and that of all rows, is called.
    """
    contents: dict[str, Any] = {
        "key": rows.key,
        "url": address(rows, key),
        "language": language,
        "title": title,
        "search": search,
        "columns": [
            {"label": column.label, "number": column.number, "help": column.help} for column in columns
        ],
        "main": main,
        "stay": stay,
        "many": many[0],
        "many_all": many[1],
        "place": chosen[0],
        "hour": chosen[1],
    }
    mount = st.components.v2.component(
        "karta_row_table",
        html='<div class="row-table"></div>',
        css=asset("row_table.css"),
        js=script("row_table.js"),
    )
    mount(data=contents, key=key, on_chosen_change=lambda: None, on_picked_change=lambda: None)
    return pressed(key, hours)


def picked(key: str) -> list[str]:
    """Return the rows that are picked in the list of this key; they come from the browser and need be none."""
    state = st.session_state.get(key)
    names = state.get("picked") if isinstance(state, Mapping) else None
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
