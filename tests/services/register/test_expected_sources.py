"""Expected rosters: confirmed by name or by a list, and what is known of each place."""

from datetime import date

import pytest

from karta.errors import NotAllowedError, NotFoundError
from karta.services.needs import rule_rows
from karta.services.register import organisations
from karta.services.register import places as register_places
from karta.services.workspace import Workspace
from karta.store.records import load_tables
from tests import viewers
from tests.services.importing.conftest import workspace as workspace
from tests.services.importing.rows import COORDINATOR, FRIDAY, bring, square, walk


def test_a_source_is_confirmed_by_name(workspace: Workspace) -> None:
    """Confirmed up to a day it is known through that service day and unknown after; others' names are refused."""
    bring(workspace, "places", square())
    bring(workspace, "roster", walk())
    assert organisations.confirm_source(workspace, COORDINATOR, "night walkers", "SQUARE", FRIDAY) == 1
    own = viewers.of(workspace, "Night walkers")
    organisations.confirm_source(workspace, own, "Night walkers", "Square", FRIDAY)
    sources = load_tables(workspace.store, FRIDAY, date(2026, 9, 19), FRIDAY).sources
    assert sources[["status", "from_local", "to_local"]].to_numpy().tolist() == [
        ["known", "2026-09-18T06:00", "2026-09-19T06:00"],
        ["unknown", "2026-09-19T06:00", "2026-09-20T06:00"],
    ]
    with pytest.raises(NotFoundError, match="no_such_organisation"):
        organisations.confirm_source(workspace, COORDINATOR, "Nobody", "Square", FRIDAY)
    with pytest.raises(NotFoundError, match="no_such_place"):
        organisations.confirm_source(workspace, COORDINATOR, "Night walkers", "Nowhere", FRIDAY)
    with pytest.raises(NotAllowedError):
        organisations.confirm_source(
            workspace, viewers.of(workspace, "Scouts", "organiser", "x"), "Night walkers", "Square", FRIDAY
        )


def test_a_list_of_sources_finds_what_was_confirmed_by_hand(workspace: Workspace) -> None:
    """A source that was confirmed before the list came is the list's own row: no second one, and known until asked."""
    bring(workspace, "places", square())
    bring(workspace, "roster", walk())
    organisations.confirm_source(workspace, COORDINATOR, "Night walkers", "Square", FRIDAY)
    bring(workspace, "sources", {"key": "a", "place": "Square", "org": "Night walkers", "status": "unknown"})
    assert list(workspace.store.frame("expected_source")["status"]) == ["known"]


def test_completeness_says_what_is_known_of_each_place(workspace: Workspace) -> None:
    """A place with one suggestion, one known and one missing roster, and hours unknown."""
    bring(workspace, "places", square())
    bring(
        workspace,
        "sources",
        {"key": "a", "place": "Square", "org": "A", "status": "known", "confirmed_on": FRIDAY},
    )
    bring(
        workspace,
        "sources",
        {"key": "b", "place": "Square", "org": "B", "status": "known", "confirmed_on": date(2026, 8, 1)},
    )
    rule_rows.switch_on_default(workspace, COORDINATOR, "square", codes=["square_evening"])
    row = register_places.completeness(workspace, COORDINATOR).iloc[0]
    assert (row["decided"], row["suggested"], row["sources_known"], row["sources_missing"]) == (0, 1, 1, 1)
    assert not row["access_known"]
    assert row["confirmed_on"] == FRIDAY
