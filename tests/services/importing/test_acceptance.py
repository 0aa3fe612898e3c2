"""Importing into the register: nothing twice, nothing lost, everything undone."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from karta.errors import ConflictError, Issue, NotAllowedError
from karta.services import history
from karta.services.importing import acceptance, unplaced_rows
from karta.services.importing.matched_rows import TABLE
from karta.services.needs import rule_rows
from karta.services.workspace import Workspace, create, is_empty
from tests.services.importing.rows import (
    COORDINATOR,
    FRIDAY,
    LAT,
    LON,
    NOON,
    PUBLIC,
    bring,
    intake,
    square,
    walk,
)


def everything(workspace: Workspace) -> dict[str, pd.DataFrame]:
    """Return all tables that an import can write."""
    names = [
        *TABLE.values(),
        "schedule",
        "shift",
        "shift_stop",
        "area_population",
        "external_id",
        "import_row",
        "setting",
    ]
    return {name: workspace.store.frame(name, include_superseded=True) for name in names}


def test_the_same_file_again_changes_nothing(workspace: Workspace) -> None:
    """A second import finds every row again: no new, no changed, no act."""
    first = bring(workspace, "roster", walk(lat=LAT, lon=LON), walk(key="w2", date=None, byday="SA"))
    revision = workspace.store.revision()
    again = acceptance.preview(
        workspace,
        COORDINATOR,
        intake("roster", walk(lat=LAT, lon=LON), walk(key="w2", date=None, byday="SA")),
    )
    assert first.counts["rows_stored"] == 2
    assert again.counts == {
        "rows_read": 2,
        "rows_stored": 0,
        "rows_duplicate": 2,
        "rows_rejected": 0,
        "rows_pending": 0,
    }
    assert acceptance.apply(workspace, COORDINATOR, again).act_id is None
    assert workspace.store.revision() == revision
    assert len(again.gone) == 0


def test_a_changed_cell_is_one_change(workspace: Workspace) -> None:
    """Another number of adults shows as one change with old and new value, and changes that alone."""
    bring(workspace, "places", square())
    bring(workspace, "roster", walk(), walk(key="w2", start="21:00"))
    changed = acceptance.preview(
        workspace, COORDINATOR, intake("roster", walk(adults=4.0), walk(key="w2", start="21:00"))
    )
    assert changed.changed[["key", "column", "old", "new"]].to_numpy().tolist() == [
        ["w1", "adults", 2.0, 4.0]
    ]
    assert (changed.rows_stored, changed.rows_duplicate) == (1, 1)
    acceptance.apply(workspace, COORDINATOR, changed)
    assert list(workspace.store.frame("shift_party")["adults"]) == [4.0, 2.0]
    assert len(workspace.store.frame("shift")) == 2


def test_a_moved_time_changes_the_schedule_of_its_series(workspace: Workspace) -> None:
    """A shift moved to another hour keeps its series, so that what hangs on it still does."""
    bring(workspace, "places", square())
    bring(workspace, "roster", walk())
    series = workspace.store.frame("schedule")["id"][0]
    bring(workspace, "roster", walk(start="19:00", stops="Square@19:10-19:30"))
    schedules = workspace.store.frame("schedule")
    assert schedules[["id", "start"]].to_numpy().tolist() == [[series, "19:00"]]
    assert list(workspace.store.frame("shift_stop")["start"]) == ["19:10"]


def test_rows_that_are_gone_are_shown_and_dropped_on_request(workspace: Workspace) -> None:
    """A row missing from the same source is listed, left alone by default, and taken out when asked."""
    bring(workspace, "places", square())
    bring(workspace, "roster", walk(), walk(key="w2"))
    fewer = acceptance.preview(workspace, COORDINATOR, intake("roster", walk()))
    assert list(fewer.gone["key"]) == ["w2"]
    acceptance.apply(workspace, COORDINATOR, fewer)
    assert len(workspace.store.frame("shift_party")) == 2
    acceptance.apply(workspace, COORDINATOR, fewer, drop_gone=True)
    assert len(workspace.store.frame("shift_party")) == 1
    other = acceptance.preview(workspace, COORDINATOR, intake("roster", source="another.csv"))
    assert other.gone.empty


def test_undo_restores_exactly_what_was(workspace: Workspace) -> None:
    """After undoing an import that created, changed and adopted, every table is as it was before."""
    bring(workspace, "places", square())
    bring(workspace, "organisations", {"key": "o1", "name": "Night walkers", "admitted_on": FRIDAY})
    bring(workspace, "roster", walk())
    before = everything(workspace)
    done = bring(
        workspace,
        "roster",
        walk(adults=5.0, start="18:00"),
        walk(key="w2", place="Park", lat=LAT, lon=LON, org="Scouts"),
    )
    assert done.act_id is not None
    history.undo(workspace, COORDINATOR, done.act_id)
    for name, frame in everything(workspace).items():
        assert_frame_equal(frame, before[name], obj=name)


def test_rejected_and_pending_rows_are_counted_and_not_stored(workspace: Workspace) -> None:
    """read = stored + duplicate + rejected + pending, also with faults, questions and repeated rows."""
    issues = [
        Issue(3, "start", "time_bad"),
        Issue(4, None, "same_key_differs", "question"),
        Issue(9, None, "row_duplicate", "note"),
    ]
    file = intake("roster", walk(), walk(key="w2"), walk(key="w3"), issues=issues)
    counts = acceptance.preview(workspace, COORDINATOR, file).counts
    assert counts == {
        "rows_read": 4,
        "rows_stored": 1,
        "rows_duplicate": 1,
        "rows_rejected": 1,
        "rows_pending": 1,
    }


def test_an_outdated_preview_is_not_applied(workspace: Workspace) -> None:
    """When the register has changed so that a file would do something else, accepting stores nothing."""
    shown = acceptance.preview(workspace, COORDINATOR, intake("roster", walk()))
    bring(workspace, "roster", walk())
    with pytest.raises(ConflictError, match="preview_outdated"):
        acceptance.apply(workspace, COORDINATOR, shown)
    assert len(workspace.store.acts()) == 1


def test_demo_and_own_data_never_mix(workspace: Workspace) -> None:
    """What is marked as demo takes no town of one's own."""
    with workspace.store.act("coordinator", "demo") as act:
        act.insert("setting", [{"key": "origin", "value": "demo"}])
    with pytest.raises(ConflictError, match="demo_and_own"):
        bring(workspace, "places", square())
    assert is_empty(workspace)


def test_the_public_may_not_write(workspace: Workspace) -> None:
    """Importing, undoing, placing and deciding are closed to the public."""
    file = intake("places", square())
    with pytest.raises(NotAllowedError):
        acceptance.preview(workspace, PUBLIC, file)
    with pytest.raises(NotAllowedError):
        history.undo(workspace, PUBLIC, "any")
    with pytest.raises(NotAllowedError):
        unplaced_rows.place_waiting(workspace, PUBLIC, "any", lat=LAT, lon=LON)
    with pytest.raises(NotAllowedError):
        rule_rows.switch_on_default(workspace, PUBLIC, "square")


ROWS_OF_WALKS = st.lists(
    st.tuples(
        st.integers(0, 4), st.integers(1, 3), st.sampled_from(["Square", "Park", "Hill"]), st.booleans()
    ),
    max_size=8,
    unique_by=lambda row: row[0],
)


@settings(max_examples=8, deadline=None)
@given(ROWS_OF_WALKS, ROWS_OF_WALKS)
def test_any_two_files_add_up_and_the_second_again_is_quiet(
    tmp_path_factory: pytest.TempPathFactory, first: list[Any], second: list[Any]
) -> None:
    """For random rosters the sum holds, a repeated file stores nothing, and the store holds what the last file says."""
    workspace = create(tmp_path_factory.mktemp("workspace"), now=lambda: NOON)

    def rows(file: list[Any]) -> list[dict[str, Any]]:
        spot = {"lat": LAT, "lon": LON}
        return [
            walk(key=f"w{key}", adults=float(adults), place=place, **(spot if located else {}))
            for key, adults, place, located in file
        ]

    for file in (first, second, second):
        shown = acceptance.preview(workspace, COORDINATOR, intake("roster", *rows(file)))
        counts = dict(shown.counts)
        assert counts.pop("rows_read") == sum(counts.values()) == len(file)
        acceptance.apply(workspace, COORDINATOR, shown)
    again = acceptance.preview(workspace, COORDINATOR, intake("roster", *rows(second)))
    assert again.rows_stored == 0
    stored = workspace.store.frame("import_row").set_index("key")
    adults = workspace.store.frame("shift_party").set_index("id")["adults"]
    for key, number, _, _ in second:
        # A line of the same file under another key is the line that was there.
        row_id = stored["row_id"].get(f"w{key}", stored["row_id"].iloc[0])
        assert row_id is None or adults[row_id] == number
    workspace.store.close()
