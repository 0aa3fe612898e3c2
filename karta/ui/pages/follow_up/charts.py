"""Lines over months, each with the same figures as a table beside it: the chart is for the eye, the table for all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from karta.i18n import number, share
from karta.ui import words
from karta.ui.context import Context

HEIGHT = 280
# Told apart by dash and mark, too: on paper in grey, and by whoever sees no colours.
COLOURS, DASHES = ["#2f4b7c", "#8a6414", "#6b5b8c"], [[1, 0], [6, 4], [2, 3]]
MARKS = ["circle", "square", "triangle-up"]
# Drawn on white whatever the page has: it is read on paper as well.
GROUND, INK, GRID = "#ffffff", "#22262b", "#e3ddd0"


@dataclass(frozen=True)
class Lines:
    """What is drawn: values by month ("YYYY-MM", None where there is none) of each named line.

    `as_share`: values are shares of one, told in per cent.
    """

    title: str
    axis: str
    by_name: Mapping[str, Mapping[str, float | None]]
    as_share: bool = True

    @property
    def months(self) -> list[str]:
        """Every month that any line has, in order."""
        return sorted({month for values in self.by_name.values() for month in values})


def show(context: Context, lines: Lines, beside: Mapping[str, Mapping[str, str]] | None = None) -> None:
    """Show lines as a chart and as a table; `beside` are further columns of the table, name -> month -> words."""
    if not lines.months:
        words.paragraph(context.say("follow_up.nothing_yet"), "quiet")
        return
    left, right = st.columns([3, 2])
    with left:
        st.altair_chart(drawn(context, lines), width="stretch", theme=None)
    with right:
        words.table(*table(context, lines, beside or {}), lines.title)


def drawn(context: Context, lines: Lines) -> alt.Chart:
    """Return the chart of lines."""
    names = list(lines.by_name)
    rows = [
        (month_name(context, month), name, value)
        for name, values in lines.by_name.items()
        for month, value in values.items()
        if value is not None and value == value
    ]
    frame = pd.DataFrame(rows, columns=["month", "line", "value"])
    order = [month_name(context, month) for month in lines.months]
    tall = alt.Scale(domain=[0, 1]) if lines.as_share else alt.Scale(zero=True)
    # Read aloud are the chart's title and the table beside it: marks, axes and legends would be told in English.
    up = alt.Axis(format=".0%" if lines.as_share else ".0f", aria=False)

    def told(marks: Sequence[Any]) -> dict[str, Any]:
        legend = alt.Legend(title=None, orient="bottom", labelLimit=400, aria=False)
        return {"scale": alt.Scale(domain=names, range=list(marks[: len(names)])), "legend": legend}

    chart: alt.Chart = (
        alt.Chart(frame, height=HEIGHT, background=GROUND, description=lines.title)
        .mark_line(point={"size": 60, "filled": True, "aria": False}, strokeWidth=2, aria=False)
        .encode(
            x=alt.X(
                "month:O", sort=order, title=None, scale=alt.Scale(domain=order), axis=alt.Axis(aria=False)
            ),
            y=alt.Y("value:Q", title=lines.axis, scale=tall, axis=up),
            color=alt.Color("line:N", **told(COLOURS)),
            strokeDash=alt.StrokeDash("line:N", **told(DASHES)),
            shape=alt.Shape("line:N", **told(MARKS)),
        )
        .configure_axis(labelColor=INK, titleColor=INK, gridColor=GRID, labelFontSize=12, titleFontSize=12)
        .configure_legend(labelColor=INK, labelFontSize=12)
        .configure_view(stroke=None)
    )
    return chart


def table(
    context: Context, lines: Lines, beside: Mapping[str, Mapping[str, str]]
) -> tuple[Sequence[str], list[list[str]]]:
    """Return the columns and rows of the table that says what the chart draws."""
    columns = [context.say("follow_up.month"), *lines.by_name, *beside]
    rows = [
        [
            month_name(context, month),
            *(_words(context, values.get(month), as_share=lines.as_share) for values in lines.by_name.values()),
            *(cells.get(month, "–") for cells in beside.values()),
        ]
        for month in lines.months
    ]  # fmt: skip
    return columns, rows


def month_name(context: Context, month: str) -> str:
    """Return a month as people say it: `sep 2026`."""
    return f"{context.say(f'time.month_{int(month[5:])}')} {month[2:4]}"


def _words(context: Context, value: float | None, *, as_share: bool) -> str:
    if value is None or value != value:
        return "–"
    language = context.workspace.language
    return share(value, language) if as_share else number(value, 0, language)
