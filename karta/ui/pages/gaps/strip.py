"""A place's own week as a small picture in its panel: a row for each day, an hour a cell, all of them at once."""

from dataclasses import replace

import numpy as np

from karta.services.gaps import figures
from karta.services.gaps import period as gaps_period
from karta.services.gaps.around_gaps import around_gaps, marked_hours
from karta.ui import cached_week, hour_names
from karta.ui.context import Context
from karta.ui.view import View
from karta.ui.week_grid import GridRow, packed_grid, week_grid


def show(context: Context, period: gaps_period.Period, place: gaps_period.PlaceWeek, shown: View) -> None:
    """Show the week of a place; an hour chosen in it is shown everywhere."""
    name = place.name or context.say(f"kinds.{place.kind}")
    around = marked_hours(period, around_gaps(context.viewer, period))[place.row]
    rows, first, of_place = [], 0, figures.of_hours(period, (place.row, slice(None)))
    for (label, count), day in zip(
        hour_names.day_columns(context, period), period.coverage.grid.days, strict=True
    ):
        columns = slice(first, first + count)
        rows.append(GridRow(
            str(day.date), label, of_place.state[columns], of_place.missing[columns], first, around[columns],
        ))  # fmt: skip
        first += count
    longest = max(len(row.states) for row in rows)
    hour = shown.hour or 0
    today = int(period.hours.day[hour])
    choice = week_grid(
        packed_grid([_padded(row, longest) for row in rows]),
        [f"{(6 + n) % 24:02d}" for n in range(longest)], [], hour_names.hour_labels(context, period),
        key="own_week", title=context.say("ui.own_week_of", place=name), strip_of=name,
        chosen=(rows[today].place_id, hour - rows[today].offset),
        language=context.workspace.language,
    )  # fmt: skip
    if choice is not None and choice.hour is not None and choice.hour != shown.hour:
        cached_week.go(replace(shown, hour=choice.hour))


def _padded(row: GridRow, columns: int) -> GridRow:
    """Return a row of a short day with empty cells at its end (code 9 is no state)."""
    missing = columns - len(row.states)
    return GridRow(
        row.place_id, row.name, np.append(row.states, np.full(missing, 9, np.uint8)),
        np.append(row.missing, np.zeros(missing)), row.offset,
        None if row.around is None else np.append(row.around, np.zeros(missing, dtype=bool)),
    )  # fmt: skip
