"""The map of a period as a picture: of an hour, or of the whole week with each place as it stands in it."""

from collections.abc import Sequence
from textwrap import wrap
from typing import Literal

import numpy as np

from karta.coverage.gaps import State
from karta.i18n import day as day_text
from karta.i18n import number, text
from karta.privacy import Viewer, require_for
from karta.reports.map_picture import Mark, Picture, png, small_svg, svg
from karta.reports.meeting import Meeting, about, caption
from karta.services.gaps import figures
from karta.services.gaps.period import Period
from karta.services.register import town
from karta.services.workspace import Workspace

PictureForm = Literal["svg", "png"]
# What the legend says, in its order.
LEGEND = ("full", "empty", "thin", "visit", "unknown", "suggested")
# So many adult-hours of a week are drawn as large as one adult of an hour.
_HOURS_AN_ADULT = 6.0
# So many signs stand in a line below the map.
_LONGEST = 165


def export(
    workspace: Workspace,
    viewer: Viewer,
    period: Period,
    sheet: Meeting,
    hour: int | None,
    form: PictureForm,
    area: str | None = None,
) -> bytes:
    """Return the map as a picture, stamped with whom it is for and that it may not be published.

    `hour`: of the period; None: the whole week. `sheet` says what area, view and moment it is of.
    """
    require_for(viewer, "export_gaps", period.audience)
    language = workspace.language
    said = dict(about(sheet, language))
    made = [f"{name}: {said[name]}" for key in ("seen_by", "made_at", "view", "completeness")
            if (name := text(f"sheets.{key}", language)) in said]  # fmt: skip
    lines = [
        f"{text('sheets.not_public', language)} {' · '.join(made)}",
        caption(sheet, language),
        town.attribution(workspace, viewer),
    ]
    return (svg if form == "svg" else png)(
        Picture(
            title=f"{_title(period, sheet, hour, language)} · {sheet.area}",
            bounds=opening(workspace, viewer, period, area),
            ground=town.ground(workspace, viewer),
            marks=_week(period, language, named=True) if hour is None else _hour(period, hour, language),
            legend=[(_sample(state, language), _word(state, language)) for state in LEGEND],
            lines=[part for line in lines for part in wrap(line, _LONGEST)],
        )
    )


def week_picture(workspace: Workspace, viewer: Viewer, period: Period) -> bytes:
    """Return the map of a whole week, small, as SVG for the screen; nothing is written on it."""
    require_for(viewer, "see_gaps", period.audience)
    return small_svg(
        Picture(
            title=text("map.map", workspace.language),
            bounds=opening(workspace, viewer, period),
            ground=town.ground(workspace, viewer),
            marks=_week(period, workspace.language),
        )
    )


def opening(
    workspace: Workspace, viewer: Viewer, period: Period, area: str | None = None
) -> tuple[float, float, float, float]:
    """Return west, south, east and north of what a map opens on, in degrees: the area, else the places with a decision
    in the period, else those with a suggestion, else all. A town's map may hold thousands that nobody has decided on.
    """
    require_for(viewer, "see_gaps", period.audience)
    states, drawn = period.hours.state, period.places["lon"].notna().to_numpy()
    suggested = (states == State.SUGGESTED).any(axis=1)
    decided = ~np.isin(states, (State.NOT_DECIDED, State.SUGGESTED)).all(axis=1)
    for chosen in (decided & drawn, suggested & drawn) if area is None else ():
        if chosen.any():
            return town.around(period.places[chosen])
    return town.bounds(workspace, viewer, area)


def file_name(sheet: Meeting, form: PictureForm, language: str) -> str:
    """Return a picture's name: what it is, and the week."""
    year, week, _ = sheet.from_day.isocalendar()
    return f"karta-{text('sheets.export_picture_name', language)}-{year}-v{week:02d}.{form}"


def _title(period: Period, sheet: Meeting, hour: int | None, language: str) -> str:
    facts = {"week": sheet.from_day.isocalendar().week}
    if hour is None:
        return text("sheets.picture_week", language, **facts)
    start = period.hours.start[hour]
    when = f"{day_text(start, language)} {start:%H}\u2013{(start.hour + 1) % 24:02d}"
    return text("sheets.picture_hour", language, when=when, **facts)


def _hour(period: Period, hour: int, language: str) -> list[Mark]:
    shown = figures.of_hours(period, (slice(None), hour))
    # Unknown because nobody has said when it is open is drawn as unknown.
    states = np.where(shown.state == figures.UNOPENED, State.UNKNOWN, shown.state)
    adults = shown.missing + shown.visit
    return [
        _mark(
            period, row, state := State(int(states[row])), float(adults[row]),
            _sign(state, float(adults[row]), language), named=True,
        )
        for row in _drawn(period)
    ]  # fmt: skip


def _week(period: Period, language: str, *, named: bool = False) -> list[Mark]:
    """Return each place by what the week comes to at it: a gap in any hour first, then what nobody knows.

    A gap is as large as its adult-hours, and says no number: that would be read as adults.
    """
    sums, states = figures.by_place(period), period.hours.state
    gaps = sums["gap_ah"].fillna(0.0).to_numpy()
    after = (State.VISIT, State.UNKNOWN, State.FULL, State.SUGGESTED, State.NO_NEED)
    asks = [gaps > 0, *((states == code).any(axis=1) for code in after)]
    state = np.select(asks, [State.EMPTY, *after], State.NOT_DECIDED)
    marks = []
    for row in _drawn(period):
        here = State(int(state[row]))
        sign = "" if here == State.EMPTY else _sign(here, 0.0, language)
        marks.append(_mark(period, row, here, float(gaps[row]) / _HOURS_AN_ADULT, sign, named=named))
    return marks


def _drawn(period: Period) -> Sequence[int]:
    return [int(row) for row in np.flatnonzero(period.places["lon"].notna())]


def _mark(period: Period, row: int, state: State, adults: float, sign: str, *, named: bool) -> Mark:
    place = period.places.iloc[row]
    name = str(place["name"]) if named and state in (State.EMPTY, State.THIN, State.VISIT) else ""
    return Mark(float(place["lon"]), float(place["lat"]), state.name.lower(), adults, sign, name)


def _word(state: str, language: str) -> str:
    return text(f"map.{'state' if state == 'empty' else 'short'}_{state}", language)


def _sample(state: str, language: str) -> Mark:
    return Mark(0.0, 0.0, state, 1.0, _sign(State[state.upper()], 2.0, language))


def _sign(state: State, adults: float, language: str) -> str:
    """Return what stands in a mark, as on the map in the browser."""
    if state == State.EMPTY:
        return number(adults, 1, language)
    signs = {State.UNKNOWN: "unknown", State.SUGGESTED: "suggested", State.VISIT: "visit"}
    return text(f"map.{signs[state]}_mark", language) if state in signs else ""
