"""Names of the hours and days of a period, as the week grid, the lists and the panel say them."""

from datetime import date, timedelta

import numpy as np

from karta.i18n import day as day_text
from karta.services.gaps import period as gaps_period
from karta.ui.context import Context


def hour_labels(context: Context, shown_period: gaps_period.Period) -> list[str]:
    """Return the name of each hour of the period, `fre 18 sep 21-22`; an hour that the clock repeats is marked."""
    return [hour_label(context, shown_period, hour) for hour in range(len(shown_period.hours.start))]


def hour_label(context: Context, shown_period: gaps_period.Period, hour: int) -> str:
    """Return the name of an hour of the period, as it stands among `hour_labels`."""
    start = shown_period.hours.start[hour]
    name = f"{day_name(context, shown_period, start)} {start:%H}-{start + timedelta(hours=1):%H}"
    before = shown_period.hours.start[hour - 1] if hour else None
    # An hour by the wall: the clock that goes back shows the same one twice.
    return (
        f"{name}\u00b2"
        if before is not None and before.replace(tzinfo=None) == start.replace(tzinfo=None)
        else name
    )


def day_name(context: Context, shown_period: gaps_period.Period, day: date) -> str:
    """Return the name of a day, `fre 18 sep`; of a typical week the weekday alone."""
    full_name = day_text(day, context.workspace.language)
    return full_name.split(" ")[0] if shown_period.weeks > 1 else full_name


def hour_columns(shown_period: gaps_period.Period) -> list[str]:
    """Return the hour of each column of the week grid, two digits."""
    return [f"{start:%H}" for start in shown_period.hours.start]


def day_columns(context: Context, shown_period: gaps_period.Period) -> list[tuple[str, int]]:
    """Return each service day's name and number of hours."""
    days = shown_period.coverage.grid.days
    counts = np.bincount(shown_period.hours.day, minlength=len(days))
    return [
        (day_name(context, shown_period, day.date), int(count))
        for day, count in zip(days, counts, strict=True)
    ]
