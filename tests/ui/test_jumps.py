"""Where the presses of the hour control land, worked out by hand for a Saturday at half past one in the night."""

from datetime import UTC, date, datetime
from pathlib import Path

from karta.privacy import Viewer
from karta.services.gaps import period as gaps_period
from karta.services.importing import entries
from karta.services.workspace import create
from karta.ui import jumps
from karta.ui.context import Context
from karta.ui.view import View

VIEWER = Viewer(function="samordnare", role="local")
# At half past four on Friday it is still Thursday's service day, and its evening is long over.
SMALL_HOURS = datetime(2026, 9, 18, 2, 30, tzinfo=UTC)
NIGHT = datetime(2026, 9, 18, 23, 30, tzinfo=UTC)
FRIDAY = 4 * 24


def test_the_night_belongs_to_the_evening_before(tmp_path: Path) -> None:
    """At 01:30 on Saturday it is still Friday's service day: tonight is Friday 20, now its 20th hour."""
    made = create(tmp_path / "own", now=lambda: NIGHT)
    entries.add_place(made, VIEWER, name="Torget", kind="square", lat=59.0, lon=15.0)
    shown = View(date(2026, 9, 14))
    period = gaps_period.week(made, VIEWER, shown.week)
    found = jumps.jumps(Context(made, VIEWER), period, shown)
    assert [(one.hour, one.week) for one in found] == [
        (FRIDAY + 19, None),
        (FRIDAY + 14, None),
        (FRIDAY + 17, None),
    ]
    # From another week, and from a typical one, the same moments lie in their own week.
    later = jumps.jumps(
        Context(made, VIEWER), gaps_period.week(made, VIEWER, date(2026, 9, 21)), View(date(2026, 9, 21))
    )
    assert [(one.hour, one.week) for one in later] == [
        (FRIDAY + 19, "2026-09-14"), (FRIDAY + 14, "2026-09-14"), (FRIDAY + 17, None),
    ]  # fmt: skip


def test_an_evening_that_is_over_is_not_tonight(tmp_path: Path) -> None:
    """At 04:30 on Friday tonight is Friday 20, though the service day is Thursday's; now is its 22nd hour."""
    made = create(tmp_path / "own", now=lambda: SMALL_HOURS)
    entries.add_place(made, VIEWER, name="Torget", kind="square", lat=59.0, lon=15.0)
    shown = View(date(2026, 9, 14))
    found = jumps.jumps(Context(made, VIEWER), gaps_period.week(made, VIEWER, shown.week), shown)
    assert [one.hour for one in found[:2]] == [FRIDAY - 2, FRIDAY + 14]
