"""What is cached for the pages: each piece belongs to the revision that it was made of."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from karta.privacy import Viewer
from karta.services.importing import entries
from karta.services.needs import rule_rows
from karta.services.register import places
from karta.services.workspace import Workspace
from karta.ui import cached_week, week_rows
from karta.ui.context import Context
from karta.ui.view import View


def test_a_picture_made_late_is_not_taken_for_that_of_a_newer_revision(
    workspace: Workspace, viewer: Viewer
) -> None:
    """What is packed of an older week, after the store has moved on, is not shown for the week as it is then."""
    entries.add_place(workspace, viewer, name="Torget", kind="square", lat=59.0, lon=15.0)
    square = str(places.places(workspace, viewer)["id"].item())
    context, shown = Context(workspace, viewer), View(week=date(2026, 9, 14))
    before = cached_week.period(context, shown)
    rule_rows.decide_need(
        workspace, viewer, place_id=square, adults=2, days="FR", start="21:00", end="22:00", responsible="Kommunen"
    )  # fmt: skip
    late = (
        cached_week.packed_week(context, before, shown).parcel.key,
        week_rows.grid(context, before, shown)[0],
    )
    after = cached_week.period(context, shown)
    now = cached_week.packed_week(context, after, shown).parcel.key, week_rows.grid(context, after, shown)[0]
    assert (late[1], now[1]) == (0, 1)
    assert late[0] != now[0]


WEEK = date(2026, 9, 14)
EVENING = datetime(2026, 9, 18, 19, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("shown", "moves"),
    [
        (View(week=WEEK, view="delivered"), True),
        (View(week=date(2026, 9, 21), view="delivered", typical=False), False),
        (View(week=date(2026, 9, 7), view="delivered"), False),
        (View(week=date(2026, 9, 21), view="delivered", typical=True), True),
        (View(week=WEEK, view="planned"), False),
        (View(week=WEEK, view="confirmed"), False),
        (View(week=WEEK, view="expected"), False),
    ],
)
def test_what_was_delivered_is_computed_again_when_an_hour_has_passed(
    workspace: Workspace, viewer: Viewer, shown: View, moves: bool
) -> None:
    """From 21:59 to 22:00 in the present week; not within the hour, in other weeks, or where no view depends on it."""
    times = EVENING, EVENING.replace(minute=10), EVENING.replace(hour=20, minute=0)
    at, earlier, later = (
        cached_week.version(Context(replace(workspace, now=lambda now=now: now), viewer), shown, 7)
        for now in times
    )
    assert at == earlier
    assert (at != later) is moves


def test_an_hour_that_has_passed_is_no_longer_ahead(workspace: Workspace, viewer: Viewer) -> None:
    """At 19:59 what is ahead begins at 19, and at 23:59 at 23, without an edit between them."""
    entries.add_place(workspace, viewer, name="Torget", kind="square", lat=59.0, lon=15.0)
    begins = []
    for now in (EVENING.replace(hour=17), EVENING.replace(hour=21)):
        context = Context(replace(workspace, now=lambda now=now: now), viewer)
        shown = cached_week.period(context, View(week=WEEK, view="delivered"))
        begins.append(shown.coverage.tables.sources["from_local"].item())
    assert begins == ["2026-09-18T19:00", "2026-09-18T23:00"]
