"""What is cached for the pages: each piece belongs to the revision that it was made of."""

from datetime import date

from karta.privacy import Viewer
from karta.services import decisions, entries, register
from karta.services.workspace import Workspace
from karta.ui import data, grids
from karta.ui.app import Context
from karta.ui.view import View


def test_a_picture_made_late_is_not_taken_for_that_of_a_newer_revision(
    workspace: Workspace, viewer: Viewer
) -> None:
    """What is packed of an older week, after the store has moved on, is not shown for the week as it is then."""
    entries.add_place(workspace, viewer, name="Torget", kind="square", lat=59.0, lon=15.0)
    square = str(register.places(workspace, viewer)["id"].item())
    context, shown = Context(workspace, viewer), View(week=date(2026, 9, 14))
    before = data.period(context, shown)
    decisions.decide_need(
        workspace, viewer, place_id=square, adults=2, days="FR", start="21:00", end="22:00", responsible="Kommunen"
    )  # fmt: skip
    late = data.packed_week(context, before, shown).parcel.key, grids.grid(context, before, shown)[0]
    after = data.period(context, shown)
    now = data.packed_week(context, after, shown).parcel.key, grids.grid(context, after, shown)[0]
    assert (late[1], now[1]) == (0, 1)
    assert late[0] != now[0]
