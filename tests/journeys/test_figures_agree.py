"""Figures agree: map, card, grid, list, panel, sheet, file and guided start tell the same of any town.

Each is asked for the frame that it draws, and the frames are compared with each other, never with the function that
they come from. What the browser gets is unpacked as it unpacks it.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from karta.maps import STATES, UNKNOWN_OPENING
from karta.reports.meeting import Meeting
from karta.services.gaps import exports, figures, map_layers, typical_week
from karta.services.gaps import period as gaps_period
from karta.services.gaps.rounding import adult_hours
from karta.services.needs import place_status
from karta.services.sheets import meeting_sheet
from karta.services.workspace import Workspace
from karta.ui import cached_week, week_grid, week_rows
from karta.ui.context import Context
from karta.ui.pages.gaps import gap_list
from karta.ui.pages.gaps import hour as hour_list
from karta.ui.view import View
from tests.journeys.random_towns import MONDAY, VIEWER, made, plain
from tests.maps.pictures import opened

pytestmark = pytest.mark.slow

# As many as an hour allows: `make figures` takes 200.
TOWNS = int(os.environ.get("KARTA_TOWNS", "60"))
VIEWS = ("planned", "confirmed", "expected", "delivered")
# In how many hours of each town the panel is asked; it says sentences, and so is slow.
PANEL_HOURS = 6


@dataclass(frozen=True)
class Shown:
    """A town's week as it is shown: who asks, and the period that all are given."""

    context: Context
    view: View
    period: gaps_period.Period


def towns(prepared: Path, tmp_path: Path) -> Iterator[tuple[int, Shown]]:
    """Give each town with one of the views, every fortieth as a typical week."""
    for seed in range(TOWNS):
        workspace = made(seed, prepared, tmp_path / str(seed))
        view = View(MONDAY, VIEWS[seed % len(VIEWS)], typical=seed % 40 == 0)
        yield seed, Shown(Context(workspace, VIEWER), view, _period(workspace, view))
        workspace.store.close()


def _period(workspace: Workspace, view: View) -> gaps_period.Period:
    ask = typical_week.mean_week if view.typical else gaps_period.week
    return ask(workspace, VIEWER, view.week, view.view)


def map_cells(shown: Shown) -> dict[tuple[str, int], tuple[str, float, float]]:
    """Return state, adults missing and known adults of each place and hour, as map and card read them."""
    week = opened(cached_week._week.__wrapped__("", shown.context, shown.period).parcel.content)
    count, cells = len(week["place_id"]), {}
    for i, place in enumerate(week["place_id"]):
        for hour in range(len(week["hours"])):
            state, gap, presence, marks = week["looks"][week["cells"][hour * count + i]]
            name = "unopened" if marks & UNKNOWN_OPENING else STATES[state]
            cells[place, hour] = (name, gap / 100, presence / 100)
    return cells


def grid_cells(shown: Shown) -> dict[tuple[str, int], tuple[str, float]]:
    """Return state and adults missing of each place and hour that the grid has, as the browser reads them."""
    rows = week_rows.grid_rows(shown.context, shown.period)
    if not rows:
        return {}
    grid, width = opened(week_grid.packed_grid(rows).content), len(shown.period.hours.start)
    return {
        (place, hour): (
            week_grid.STATES[grid["states"][r * width + hour]],
            grid["missing"][r * width + hour] / 10,
        )
        for r, place in enumerate(grid["id"])
        for hour in range(width)
    }


def file_cells(shown: Shown) -> dict[tuple[str, int], tuple[str, float, float]]:
    """Return state (in words), adults missing and known of each place and hour that the file of the grid has."""
    frame = exports.grid(shown.period, "sv")
    at: dict[tuple[Any, str], list[int]] = {}
    for hour, start in enumerate(shown.period.hours.start):
        at.setdefault((start.date(), f"{start:%H}–{(start.hour + 1) % 24:02d}"), []).append(hour)
    return {
        (row["Plats-id"], at[row["Datum"], row["Timme"]][0]): (row["Läge"], row["Lucka"], row["Kända vuxna"])
        for row in frame.to_dict("records")
    }


def list_rows(shown: Shown, key: str) -> list[tuple[str, str, str]]:
    """Return place, adult-hours and weighted adult-hours of each row of a list, as the browser writes them."""
    rows = opened(cached_week._listed.__wrapped__("", shown.context, shown.period, key).content)
    return [(place, cells[2], cells[4]) for place, cells in zip(rows["place"], rows["cells"], strict=True)]


def test_no_two_places_show_different_figures(prepared: Path, tmp_path: Path) -> None:
    """Of many random towns: hours on map, grid and file; lists on page, sheet and file; panel, card and sums."""
    compared = dict.fromkeys(("hours", "rows", "visits", "panel", "open", "first"), 0)
    for seed, shown in towns(prepared, tmp_path):
        cells = map_cells(shown)
        compared["hours"] += _compare_hours(seed, shown, cells)
        sheet = meeting_sheet.meeting(
            shown.context.workspace, VIEWER, MONDAY, view=shown.view.view, period=shown.period
        )
        compared["rows"] += _compare_lists(seed, shown, cells, sheet)
        compared["panel"] += _compare_panel(seed, shown, cells)
        # Reading the register anew for each town takes longer than all else.
        compared["visits"] += _compare_sums(seed, shown, sheet) if seed % 5 == 0 else 0
        if not shown.view.typical:
            compared["open"] += _compare_open(seed, shown, cells) if seed % 2 else 0
            compared["first"] += _compare_first(seed, shown)
    # The towns are no evidence unless they have what can differ.
    assert min(compared.values()) > TOWNS // 6, compared


def _compare_hours(seed: int, shown: Shown, cells: dict[tuple[str, int], tuple[str, float, float]]) -> int:
    grid, file = grid_cells(shown), file_cells(shown)
    words = {name: shown.context.say(f"gaps.state.{name}") for name in week_grid.STATES}
    for (place, hour), (state, missing) in grid.items():
        if (place, hour) in cells:
            on_map = cells[place, hour]
            # On the map the number of a missed visit is how many it asks for; in the grid it has none.
            assert (state, missing) == (on_map[0], 0 if on_map[0] == "visit" else on_map[1]), (
                seed,
                place,
                hour,
            )
    for (place, hour), (state, missing, present) in file.items():
        assert (state, missing) == (words[grid[place, hour][0]], grid[place, hour][1]), (seed, place, hour)
        if (place, hour) in cells:
            assert present == cells[place, hour][2], (seed, place, hour)
    assert all((state not in ("thin", "empty")) == (missing == 0) for state, missing in grid.values()), seed
    return len(file)


def _compare_lists(
    seed: int, shown: Shown, cells: dict[tuple[str, int], tuple[str, float, float]], sheet: Meeting
) -> int:
    period = shown.period
    gaps, unknown = (list_rows(shown, key) for key in (gap_list.GAPS, gap_list.UNKNOWN))
    file = exports.gap_list(period, "sv")
    in_file = zip(file["Plats-id"], file["Vuxentimmar"], file["Vägd lucka (platsen)"], strict=True)
    assert [(place, plain(hours), plain(weighted)) for place, hours, weighted in in_file] == gaps + unknown, (
        seed
    )
    sheet = meeting_sheet.meeting(
        shown.context.workspace, VIEWER, MONDAY, view=shown.view.view, period=period
    )
    on_sheet = zip(sheet.gaps["place_id"], sheet.gaps["adult_hours"], strict=True)
    assert [(place, plain(hours)) for place, hours in on_sheet] == [row[:2] for row in gaps], seed
    assert "0" not in {row[1] for row in gaps}, seed
    # An hour lacks adults on the map exactly where a row of the list lies over it.
    listed = set()
    starts = pd.DatetimeIndex(period.hours.start)
    for run in period.gaps.itertuples(index=False):
        inside = (starts < run.end) & (starts + pd.Timedelta(hours=1) > run.start)
        listed |= {(run.place_id, int(hour)) for hour in np.flatnonzero(inside)}
    drawn = {at for at, (state, *_) in cells.items() if state in ("thin", "empty")}
    assert drawn == {at for at in listed if at in cells}, seed
    return len(gaps)


def _compare_panel(seed: int, shown: Shown, cells: dict[tuple[str, int], tuple[str, float, float]]) -> int:
    say, period = shown.context.say, shown.period
    busiest = np.argsort(-(period.hours.missing + period.hours.present).sum(axis=0), kind="stable")[
        :PANEL_HOURS
    ]
    names = {
        place: name or say(f"kinds.{kind}")
        for place, name, kind in period.places[["place_id", "name", "kind"]].itertuples(index=False)
    }
    told = 0
    for hour in map(int, busiest):
        found = hour_list.hour_lists(shown.context, period, hour)
        lists = {title: [line.text for line in lines] for title, lines in found}
        at = {place: cells[place, hour] for place in names if (place, hour) in cells}
        for place, (state, missing, present) in at.items():
            name = names[place]
            known = f"{name}: {plain(present)}" in lists.get(say("ui.hour_present"), [])
            assert known == (present > 0), (seed, hour, place)
            lacking = [line for line in lists.get(say("ui.hour_missing"), []) if line.startswith(f"{name}: ")]
            if state in ("thin", "empty"):
                assert any(line.startswith(f"{name}: {plain(missing)} behövs till") for line in lacking), (
                    seed,
                    hour,
                    place,
                )
            visits = lists.get(say("ui.hour_visit"), [])
            assert state != "visit" or f"{name}: besök av {plain(missing)}, minst tio minuter" in visits, (
                seed,
                hour,
            )
            told += 1
        states = [state for state, *_ in at.values()]
        if len(at) == len(names):
            for heading, wanted in (
                ("ui.hour_missing", ("thin", "empty")), ("ui.hour_visit", ("visit",)),
                ("ui.hour_unknown", ("unknown", "unopened")),
            ):  # fmt: skip
                assert len(lists.get(say(heading), [])) == sum(state in wanted for state in states), (
                    seed,
                    hour,
                )
    return told


def _compare_sums(seed: int, shown: Shown, sheet: Meeting) -> int:
    period, workspace = shown.period, shown.context.workspace
    place_ids = list(period.places["place_id"])
    statuses = {
        status.place_id: status for status in place_status.of_places(workspace, VIEWER, place_ids, period)
    }
    visits = 0
    for place_id, status in statuses.items():
        week = gaps_period.place(VIEWER, period, place_id)
        assert status.decided_visits == week.visits.get("needed", 0), (seed, place_id)
        assert status.decided_visits == int((week.windows["outcome"] != "").sum()) or shown.view.typical, seed
        needed = np.nan_to_num(week.measures["need_ah"])
        assert abs(status.decided_hours - needed) < 0.051, (seed, place_id)
        visits += status.decided_visits
    _compare_sheet(seed, shown, sheet)
    whole = sum(status.decided_hours for status in statuses.values())
    assert abs(sheet.totals["need_ah"] - whole) < 0.06 * (1 + len(statuses)), seed
    return visits


def _compare_sheet(seed: int, shown: Shown, sheet: Meeting) -> None:
    """Compare the parts of the sheet with what the panel tells of their places, and its span with the page's."""
    names = dict(zip(shown.period.places["place_id"], shown.period.places["name"], strict=True))
    for part, name in ((sheet.filled, "covered_ah"), (sheet.unknown, "unknown_ah")):
        exact = {
            place: float(amount)
            for place, amount in shown.period.by_place.set_index("place_id")[name].items()
        }
        wanted = sorted(
            (names[place], plain(adult_hours(amount))) for place, amount in exact.items() if amount > 1e-6
        )
        assert sorted((row.place, plain(getattr(row, name))) for row in part.itertuples()) == wanted, (
            seed,
            name,
        )
    assert all(float(amount) == float(adult_hours(amount)) for amount in sheet.double["adult_hours"]), seed
    assert sheet.span == shown.period.span, seed


def _compare_open(seed: int, shown: Shown, cells: dict[tuple[str, int], tuple[str, float, float]]) -> int:
    """Compare the hours that the map frames as open and unstaffed with those that the panel counts."""
    period = shown.period
    marks = map_layers.layers(shown.context.workspace, VIEWER, period).open_unstaffed
    slots = period.coverage.grid.slots.minutes / 60
    compared = 0
    for row, place in enumerate(period.places["place_id"]):
        hours = map_layers.open_place(VIEWER, period, place)
        if not hours:
            assert not marks[row].any(), (seed, place)
            continue
        parts = ("staffed_h", "unsure_h", "others_h", "unstaffed_h")
        assert sum(hours[name] for name in parts) == pytest.approx(hours["open_h"]), (seed, place)
        by_slot = map_layers.unstaffed(period)[row].sum() * slots
        assert hours["unstaffed_h"] == pytest.approx(by_slot), (seed, place)
        # An hour is framed where most of it is so: the frames are as many as the hours, but for the edges of each day.
        assert abs(marks[row].sum() - hours["unstaffed_h"]) <= 7 * 4, (seed, place)
        assert bool(marks[row].any()) is False or hours["unstaffed_h"] > 0, (seed, place)
        compared += 1
    return compared


def _compare_first(seed: int, shown: Shown) -> int:
    """Compare the list's first row with the first of the settings that the ranking is tried under."""
    period = shown.period
    if not period.ranked or period.gaps.empty:
        return 0
    stable, settings = figures.firmness(VIEWER, period)
    first = period.gaps.iloc[0]
    zone = period.coverage.grid.tz
    row = settings.iloc[0]
    assert (row["first_gap_place"], row["first_gap_start"].tz_convert(zone)) == (
        first["place_id"],
        first["start"],
    ), seed
    told = gap_list.firmness_rows(shown.context, period, settings)
    assert f"{first['start']:%H:%M}" in told[0][2], seed
    assert not stable or len({line[3] for line in told}) == 1, seed
    return 1
