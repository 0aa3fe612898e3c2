"""A scenario as pictures: bars where changes close the gap, and the hours of the week that each of them closes."""

from dataclasses import dataclass

import numpy as np

from karta.i18n import text
from karta.model.recurrence import WEEKDAYS
from karta.privacy import Viewer, require_for
from karta.reports.plan_map import Bars, bars_svg
from karta.reports.week_hours import hours_svg
from karta.services.planning.scenarios import Comparison
from karta.services.register import places, town
from karta.services.workspace import Workspace

# More bars than at so many places hide each other.
MOST_PLACES = 12


@dataclass(frozen=True, slots=True)
class Pictures:
    """SVG of the map, None where no place that changes is on it; at how many places it has bars, and of how many not.

    `hours`: SVG of the week for each change, None for one that changes none.
    """

    places: bytes | None
    drawn: int
    left_out: int
    hours: tuple[bytes | None, ...]


def pictures(workspace: Workspace, viewer: Viewer, comparison: Comparison) -> Pictures:
    """Return the pictures of a comparison; bars and squares of all its changes are on one scale."""
    require_for(viewer, "see_gaps", comparison.audience)
    columns = [str(number) for number in range(len(comparison.results))]
    register = places.places(workspace, viewer).set_index("id")[["lon", "lat"]].dropna()
    changed = comparison.places.join(register, on="place_id", how="inner")
    size = changed[columns].abs().max(axis=1)
    shown = changed.loc[size.sort_values(ascending=False, kind="stable").index[:MOST_PLACES]]
    drawing = None
    if len(shown):
        drawing = bars_svg(
            text("whatif.where", workspace.language), town.around(shown), town.ground(workspace, viewer),
            [Bars(row["lon"], row["lat"], tuple(row[columns])) for _, row in shown.iterrows()],
        )  # fmt: skip
    return Pictures(
        drawing, len(shown), len(comparison.places) - len(shown), _weeks(workspace, comparison, columns)
    )


def _weeks(workspace: Workspace, comparison: Comparison, columns: list[str]) -> tuple[bytes | None, ...]:
    """Return the week of each change, from the hour at which a service day begins."""
    hours, first = comparison.hours, workspace.method.day_start_local.hour
    amounts = hours[columns].to_numpy(dtype=float).reshape(len(hours), len(columns))
    week = np.zeros((len(columns), len(WEEKDAYS), 24))
    week[:, hours["weekday"], (hours["hour"] - first) % 24] = amounts.T
    most = float(np.abs(week).max(initial=0.0))
    language = workspace.language
    days = [text(f"time.weekday_{number}", language) for number in range(len(WEEKDAYS))]
    heads = [f"{(first + number) % 24:02d}" for number in range(24)]
    return tuple(
        hours_svg(row.name, days, heads, amount, most) if amount.any() else None
        for row, amount in zip(comparison.results, week, strict=True)
    )
