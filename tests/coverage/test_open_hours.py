"""Open but unstaffed, worked out by hand: the pitch of the story, half hours around trainings, what nobody knows."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from karta.coverage.gaps import cover
from karta.coverage.grid import grid
from karta.coverage.open_hours import OpenHours, open_hours
from karta.model.tables import Tables
from tests.coverage.town import need, town

MONDAY = "2026-09-14"
WEDNESDAY = "2026-09-16"


def training(days: str, start: str, end: str, leaders: float, **over: Any) -> dict[str, Any]:
    """Return a weekly training at P1."""
    hours = {"place_id": "P1", "byday": days, "start_local": start, "end_local": end}
    return {**hours, "leaders": leaders, **over}


def pitch(exdates: str = "") -> Tables:
    """Return the pitch: open 08-22 all week, Mon-Thu 17-20 with two leaders, Sat 10-14 with one, need 15-22."""
    return town(
        MONDAY, 7,
        needs=[need(days="all", start="15:00", end="22:00", outside_sessions=True)],
        access=[{"place_id": "P1", "days": "all", "start_local": "08:00", "end_local": "22:00"}],
        sessions=[
            training("MO;TU;WE;TH", "17:00", "20:00", 2, exdates=exdates),
            training("SA", "10:00", "14:00", 1),
        ],
    )  # fmt: skip


def found(tables: Tables) -> OpenHours:
    """Return the open hours of a town."""
    return open_hours(tables, grid(tables))


def open_totals(opening: OpenHours) -> dict[str, float]:
    """Return the hours of all places together, of each kind."""
    kinds = ("open", "staffed", "unsure", "around", "unstaffed")
    return {f"{kind}_h": float(getattr(opening, kind).sum() * opening.grid.hours) for kind in kinds}


def test_the_pitch_is_open_98_hours_12_staffed_86_not() -> None:
    """14 h x 7 days = 98 open; 3 h x 4 days = 12 staffed; one leader on Saturday staffs nothing; 86 are left."""
    row = open_totals(found(pitch()))
    assert (row["open_h"], row["staffed_h"], row["unsure_h"]) == (98, 12, 0)
    assert row["around_h"] + row["unstaffed_h"] == 86


def test_within_the_need_window_37_hours_lack_adults() -> None:
    """7 h x 7 days = 49 asked for but for the 12 led ones: 37 hours of two adults missing, 74 adult-hours."""
    coverage = cover(pitch(), "planned")
    assert (coverage.gap > 0).sum() * coverage.grid.hours == 37
    assert coverage.gap.sum() * coverage.grid.hours == 74


def test_the_half_hours_around_trainings_are_slots_of_their_own() -> None:
    """Two half hours a training on five days: 5 h; before and after 17-20 on Monday they are 16:30 and 20:00."""
    row = open_totals(found(pitch()))
    assert row["around_h"] == 5
    shown = found(pitch())
    start = pd.DatetimeIndex(shown.grid.slots.start).tz_localize("UTC").tz_convert("Europe/Stockholm")
    monday = shown.grid.slots.day == 0
    # 08-22 in quarters: each kind's first slot on Monday, and its hours.
    first = {
        kind: f"{start[getattr(shown, kind)[0] & monday][0]:%H:%M}"
        for kind in ("unstaffed", "around", "staffed")
    }
    hours = {kind: (getattr(shown, kind)[0] & monday).sum() * shown.grid.hours for kind in first}
    assert first == {"unstaffed": "08:00", "around": "16:30", "staffed": "17:00"}
    assert hours == {"unstaffed": 8.5 + 1.5, "around": 0.5 + 0.5, "staffed": 3.0}
    assert f"{start[shown.around[0] & monday][-1]:%H:%M}" == "20:15"


def test_a_cancelled_wednesday_changes_that_date_alone() -> None:
    """Without Wednesday's training three hours more are unstaffed and lack adults, and no other day differs."""
    before, after = found(pitch()), found(pitch(exdates=WEDNESDAY))
    changed = {int(day) for day in before.grid.slots.day[(before.staffed != after.staffed)[0]]}
    assert changed == {2}
    assert (before.staffed.sum() - after.staffed.sum()) * before.grid.hours == 3
    other = before.grid.slots.day != 2
    for kind in ("open", "around", "unstaffed"):
        assert np.array_equal(getattr(before, kind)[:, other], getattr(after, kind)[:, other])
    gap = cover(pitch(exdates=WEDNESDAY), "planned").gap
    assert (gap > 0).sum() * before.grid.hours == 40


def test_an_unknown_number_of_leaders_is_neither_staffed_nor_not() -> None:
    """Three hours led by nobody knows how many are unsure, and the parts still make up the whole."""
    tables = town(
        access=[{"place_id": "P1", "days": "all", "start_local": "15:00", "end_local": "21:00"}],
        sessions=[training("FR", "17:00", "20:00", float("nan"))],
    )
    row = open_totals(found(tables))
    assert (row["open_h"], row["staffed_h"], row["unsure_h"]) == (6, 0, 3)
    assert (row["around_h"], row["unstaffed_h"]) == (1, 2)


def test_a_place_without_hours_is_not_counted_as_closed() -> None:
    """Of P2 nobody has said when it is open: six hours are those of P1, and P2 has none known."""
    tables = town(
        places=("P1", "P2"),
        access=[{"place_id": "P1", "days": "all", "start_local": "15:00", "end_local": "21:00"}],
    )
    assert open_totals(found(tables))["open_h"] == 6
    assert found(tables).has_hours.tolist() == [True, False]


@pytest.mark.parametrize(
    "tables", [pitch(), pitch(exdates=WEDNESDAY), town()], ids=["week", "cancelled", "nothing"]
)
def test_the_kinds_exclude_each_other_and_make_up_the_open_hours(tables: Tables) -> None:
    """In every slot the four kinds add up to open: once where it is open, never where it is not."""
    shown = found(tables)
    parts = sum(getattr(shown, kind).astype(int) for kind in ("staffed", "unsure", "around", "unstaffed"))
    assert np.array_equal(parts, shown.open.astype(int))
    assert np.array_equal(shown.empty, shown.around | shown.unstaffed)
