"""A typical week: the mean of each hour of the week over the weeks up to the one shown (METHOD 3.6).

It says what usually is so, not what will be: states come from the means, and each row says in how many weeks it was so.
"""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from karta.coverage.blocks import covered
from karta.coverage.gaps import CRUMB, State
from karta.coverage.hours import Hours
from karta.coverage.measures import EXTRA, HOURS, SUMS, hour_profile
from karta.coverage.presence import lay_pieces
from karta.i18n import text
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.gaps import period
from karta.services.gaps.period import LIST_COLUMNS, Period
from karta.services.workspace import Workspace

WEEKS = 4

Table = npt.NDArray[np.float64]


def mean_week(
    workspace: Workspace, viewer: Viewer, day: date, view: str = "planned", area: str | None = None
) -> Period:
    """Return the week of a day with each hour as the mean of that hour over WEEKS weeks, that week the last.

    Sums are those of a mean week; `weeks` tells of how many. Who is there and which rules hold stay the week's own.
    """
    require(viewer, "see_gaps", WORKSPACE)
    monday = day - timedelta(days=day.weekday())
    last = period.week(workspace, viewer, monday, view, area)
    whole = period.between(
        workspace, viewer, monday - timedelta(weeks=WEEKS - 1), monday + timedelta(days=6), view, area
    )
    mean_hours = _hours(last.hours, whole)
    lacking = _times(whole, last.hours, whole.hours.missing > CRUMB)
    unsure = _times(whole, last.hours, whole.hours.unknown > CRUMB)
    return replace(
        last,
        hours=mean_hours,
        gaps=_listing(last, mean_hours, _profile(last.hours, whole), lacking, workspace.language),
        unknown=_listing(last, mean_hours, mean_hours.unknown, unsure, workspace.language, certain=False),
        totals={
            name: value / WEEKS if name in SUMS or name == "gap_per_1000_youths" else value
            for name, value in whole.totals.items()
        },
        suggested_ah=whole.suggested_ah / WEEKS,
        by_place=whole.by_place.assign(
            **{name: whole.by_place[name] / WEEKS for name in (*SUMS, *HOURS, *EXTRA)}
        ),
        composition={sector: hours / WEEKS for sector, hours in whole.composition.items()},
        ranked=whole.ranked,
        calendar_unknown=whole.calendar_unknown,
        span=whole.span,
        # A gap that is known in other weeks goes before it, as in the state.
        unknown_opening=(_mean(whole, last.hours, whole.unknown_opening.astype(float)) > 0)
        & (mean_hours.state == State.UNKNOWN),
        weeks=WEEKS,
    )


def _keys(shown: Hours) -> npt.NDArray[np.int64]:
    """Return the hour of the week of each hour: weekday of the service day x 24 + local clock."""
    clock = np.array([start.hour for start in shown.start], dtype=np.int64)
    return (shown.day % 7) * 24 + clock


def _mean(whole: Period, last: Hours, values: Table) -> Table:
    """Return the mean of values (places x hours of the whole) by hour of the week, at the hours of the last week."""
    keys, size = _keys(whole.hours), 7 * 24
    of = np.zeros((len(keys), size))
    of[np.arange(len(keys)), keys] = 1
    return np.asarray((values @ of / np.maximum(of.sum(axis=0), 1))[:, _keys(last)])


def _times(whole: Period, last: Hours, marked: npt.NDArray[np.bool_]) -> Table:
    """Return in how many of the weeks an hour of the week was marked."""
    return np.rint(_mean(whole, last, marked.astype(float)) * WEEKS)


def _hours(last: Hours, whole: Period) -> Hours:
    means = {
        name: _mean(whole, last, np.asarray(getattr(whole.hours, name), dtype=float))
        for name in ("missing", "unknown", "present", "need", "no_roster")
    }
    # Of the weeks in which a visit was missed: how many adults it asked for.
    adults = _mean(whole, last, whole.hours.visit)
    share = _mean(whole, last, (whole.hours.visit > 0).astype(float))
    means["visit"] = np.divide(adults, share, out=np.zeros_like(adults), where=share > 0)
    return replace(
        last,
        state=_state(whole, last, means),
        missing=means["missing"],
        unknown=means["unknown"],
        present=means["present"],
        need=means["need"],
        visit=means["visit"],
        no_roster=means["no_roster"] > 0,
    )


def _profile(last: Hours, whole: Period) -> Table:
    """Return the mean gap of each hour in adult-hours, as METHOD's profile has it."""
    outline = whole.coverage
    lines = lay_pieces(outline.tables, outline.grid, outline.view)
    parts = covered(outline.tables, outline.grid, lines, outline.view)
    profile = pd.concat([hour_profile(coverage) for _, coverage in parts], ignore_index=True)
    at = whole.coverage.grid.place_index()
    by_key = np.zeros((len(at), 7 * 24))
    keys = (profile["weekday"] * 24 + profile["hour"]).to_numpy(dtype=int)
    by_key[profile["place_id"].map(at).to_numpy(dtype=int), keys] = profile["gap_ah"].fillna(0.0)
    return np.asarray(by_key[:, _keys(last)])


def _state(whole: Period, last: Hours, means: dict[str, Table]) -> npt.NDArray[np.uint8]:
    """Return the state that the means are in: a gap goes before what nobody knows, as within an hour."""
    short = means["missing"] > CRUMB
    theta = whole.coverage.tables.method.theta_empty
    unsure = _mean(whole, last, (whole.hours.state == State.UNKNOWN).astype(float)) > 0
    decided = _mean(whole, last, (whole.hours.state != State.NOT_DECIDED).astype(float)) > 0
    suggested = _mean(whole, last, (whole.hours.state == State.SUGGESTED).astype(float)) > 0
    return np.select(
        [
            short & (means["present"] < theta - CRUMB), short, means["visit"] > CRUMB, unsure, means["need"] > CRUMB,
            suggested, decided,
        ],
        [State.EMPTY, State.THIN, State.VISIT, State.UNKNOWN, State.FULL, State.SUGGESTED, State.NO_NEED],
        State.NOT_DECIDED,
    ).astype(np.uint8)  # fmt: skip


def _listing(
    last: Period, hours: Hours, amount: Table, times: Table, language: str, *, certain: bool = True
) -> pd.DataFrame:
    """Return the runs of hours with an amount at one place and service day, largest first: LIST_COLUMNS."""
    rows = []
    names = list(zip(last.places["place_id"], last.places["name"], strict=True))
    for place, (place_id, name) in enumerate(names):
        columns = np.flatnonzero(amount[place] > CRUMB)
        breaks = np.flatnonzero((np.diff(columns) > 1) | (np.diff(hours.day[columns]) != 0)) + 1
        for run in np.split(columns, breaks):
            if not len(run):
                continue
            state = State(int(hours.state[place, run].max())) if certain else State.UNKNOWN
            why = text("gaps.why_typical", language, times=int(times[place, run].max()), weeks=WEEKS)
            rows.append((
                place_id, name, pd.Timestamp(hours.start[run[0]]),
                pd.Timestamp(hours.start[run[-1]]) + pd.Timedelta(hours=1), float(amount[place, run].sum()),
                state.name.lower(), why, _weighted(last, place, run, amount) if certain else 0.0,
            ))  # fmt: skip
    frame = pd.DataFrame(rows, columns=[*LIST_COLUMNS, "weighted"])
    return frame.sort_values(
        ["adult_hours", "start", "place_id"], ascending=[False, True, True], kind="stable", ignore_index=True
    )


def _weighted(last: Period, place: int, run: npt.NDArray[np.int64], amount: Table) -> float:
    dark = np.where(last.hours.dark[run], last.coverage.tables.method.dark_weight, 1.0)
    return float((amount[place, run] * dark).sum() * last.places["priority_weight"].iloc[place])
