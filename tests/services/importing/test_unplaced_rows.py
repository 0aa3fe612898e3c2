"""Rows whose place nobody knows: stored, counted nowhere, and put on the map later."""

import pytest

from karta.errors import InputError, NotFoundError
from karta.services.importing import acceptance, unplaced_rows
from karta.services.workspace import Workspace
from karta.store.records import load_tables
from tests.services.importing.rows import COORDINATOR, FRIDAY, LAT, LON, bring, intake, square, walk


def test_a_row_without_its_place_waits_and_counts_nowhere(workspace: Workspace) -> None:
    """Stored, listed, in no table; once on the map it and its namesakes count, and importing again is quiet."""
    rows = (walk(), walk(key="w2", start="21:00"), walk(key="w3", place="Elsewhere"))
    applied = bring(workspace, "roster", *rows)
    assert applied.counts["rows_stored"] == 3
    assert load_tables(workspace.store, FRIDAY, FRIDAY, FRIDAY).presences.empty
    queue = unplaced_rows.waiting(workspace, COORDINATOR)
    assert list(queue["place"]) == ["Square", "Square", "Elsewhere"]
    assert unplaced_rows.place_waiting(workspace, COORDINATOR, queue["id"][0], lat=LAT, lon=LON) == 2
    assert list(unplaced_rows.waiting(workspace, COORDINATOR)["place"]) == ["Elsewhere"]
    assert len(load_tables(workspace.store, FRIDAY, FRIDAY, FRIDAY).presences) == 2
    assert list(workspace.store.frame("place")["name"]) == ["Square"]
    again = acceptance.preview(workspace, COORDINATOR, intake("roster", *rows))
    assert (again.rows_stored, again.rows_duplicate) == (0, 3)


def test_a_waiting_row_finds_its_place_when_the_place_comes(workspace: Workspace) -> None:
    """Importing the roster again after its places have come stores what waited."""
    bring(workspace, "roster", walk())
    bring(workspace, "places", square())
    assert bring(workspace, "roster", walk()).counts["rows_stored"] == 1
    assert unplaced_rows.waiting(workspace, COORDINATOR).empty
    assert len(workspace.store.frame("shift")) == 1


def test_a_place_without_a_point_waits_itself(workspace: Workspace) -> None:
    """A place row without geometry is put on the map, and the roster rows of its name with it."""
    bring(workspace, "places", square(geometry=None))
    bring(workspace, "roster", walk())
    queue = unplaced_rows.waiting(workspace, COORDINATOR)
    assert list(queue["kind"]) == ["places", "roster"]
    assert unplaced_rows.place_waiting(workspace, COORDINATOR, queue["id"][0], lat=LAT, lon=LON) == 2
    places = workspace.store.frame("place")
    assert places[["name", "kind"]].to_numpy().tolist() == [["Square", "square"]]
    assert list(workspace.store.frame("shift")["place_id"]) == list(places["id"])


def test_placing_needs_a_point_or_a_place_and_a_row_that_waits(workspace: Workspace) -> None:
    """Errors name what is missing, and nothing is written."""
    bring(workspace, "roster", walk())
    row = unplaced_rows.waiting(workspace, COORDINATOR)["id"][0]
    with pytest.raises(InputError, match="point_or_place"):
        unplaced_rows.place_waiting(workspace, COORDINATOR, row)
    with pytest.raises(NotFoundError, match="waiting_missing"):
        unplaced_rows.place_waiting(workspace, COORDINATOR, "nothing", lat=LAT, lon=LON)
    with pytest.raises(NotFoundError, match="place_missing"):
        unplaced_rows.place_waiting(workspace, COORDINATOR, row, place_id="nowhere")
