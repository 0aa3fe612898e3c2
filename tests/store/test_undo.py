"""Undoing acts: what was comes back exactly, or nothing happens."""

import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from karta.errors import ConflictError, NotFoundError
from karta.store.database import Store
from tests.postgresql import Server

TABLES = ("place", "need_rule", "setting")
STEPS = st.lists(
    st.lists(
        st.tuples(
            st.sampled_from(["insert", "update", "retire", "replace"]), st.integers(0, 5), st.integers(0, 9)
        ),
        min_size=1,
        max_size=5,
    ),
    min_size=1,
    max_size=4,
)


def picture(store: Store) -> list[pd.DataFrame]:
    """Return all that the acts can change, superseded rows included."""
    return [store.frame(name, include_superseded=True) for name in TABLES]


def do(store: Store, steps: list[tuple[str, int, int]]) -> str:
    """Do one act of random steps and return its id."""
    with store.act("coordinator", "try") as act:
        for kind, which, value in steps:
            step(act, kind, which, value)
    return act.id


def step(act: Any, kind: str, which: int, value: int) -> None:
    """Insert, change, retire or replace something."""
    places = [r[0] for r in act.connection.exec_driver_sql("SELECT id FROM place ORDER BY id")]
    rules = [r[0] for r in act.connection.exec_driver_sql("SELECT id FROM need_rule ORDER BY id")]
    if kind == "insert" or not places:
        place = act.insert("place", [{"name": f"P{value}", "crisis": value > 5}])[0]
        act.insert("need_rule", [{"place_id": place, "start": "15:00", "end": "22:00", "adults": value}])
    elif kind == "update":
        act.update("place", places[which % len(places)], None, {"priority_weight": value / 3, "crisis": None})
    elif kind == "retire":
        act.retire("place", [places[which % len(places)]])
    else:
        act.replace("need_rule", rules[which % len(rules)], None, {"adults": value})


@settings(max_examples=8, deadline=None)
@given(STEPS)
def test_undoing_in_reverse_gives_every_earlier_picture(acts: list[list[tuple[str, int, int]]]) -> None:
    """After random acts, undoing them one by one from the last shows each earlier picture again, to the version."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder))
        do_and_undo(store, acts)
        store.close()


def test_undoing_in_reverse_gives_every_earlier_picture_on_a_server(postgresql: Server) -> None:
    """The same on PostgreSQL, which has to queue, order and compare by its own means."""

    @settings(max_examples=8, deadline=None)
    @given(STEPS)
    def try_acts(acts: list[list[tuple[str, int, int]]]) -> None:
        with postgresql.emptied() as url:
            store = Store.connect(url)
            do_and_undo(store, acts)
            store.close()

    try_acts()


def do_and_undo(store: Store, acts: list[list[tuple[str, int, int]]]) -> None:
    """Do acts, undo them, and undo the undoing; check every picture on the way."""
    done, pictures = [], [picture(store)]
    for steps in acts:
        revision = store.revision()
        act_id = do(store, steps)
        if store.revision() > revision:
            done.append(act_id)
            pictures.append(picture(store))
    last = pictures.pop()
    undone = []
    for act_id in reversed(done):
        undone.append(store.undo(act_id, "coordinator"))
        for found, expected in zip(picture(store), pictures.pop(), strict=True):
            assert_frame_equal(found, expected)
    for act_id in reversed(undone):
        store.undo(act_id, "coordinator")
    for found, expected in zip(picture(store), last, strict=True):
        assert_frame_equal(found, expected)


def test_undo_stops_where_somebody_wrote_since(store: Store) -> None:
    """An act whose rows a later act changed cannot be undone, and nothing of it is."""
    with store.act("coordinator", "add") as first:
        row, other = first.insert("place", [{"name": "A"}, {"name": "B"}])
    with store.act("coordinator", "rename") as second:
        second.update("place", row, None, {"name": "C"})
    with pytest.raises(ConflictError, match="undo_touched"):
        store.undo(first.id, "coordinator")
    assert sorted(store.frame("place")["name"]) == ["B", "C"]
    store.undo(second.id, "coordinator")
    store.undo(first.id, "coordinator")
    assert store.frame("place").empty
    assert other


def test_undo_stops_where_other_rows_hang_on_it(store: Store) -> None:
    """A place that a later act gave a need cannot be undone away from under it."""
    with store.act("coordinator", "add") as first:
        row = first.insert("place", [{"name": "A"}])[0]
    with store.act("coordinator", "decide") as second:
        second.insert("need_rule", [{"place_id": row, "start": "15:00", "end": "22:00", "adults": 2}])
    with pytest.raises(ConflictError, match="undo_depends"):
        store.undo(first.id, "coordinator")
    assert len(store.frame("place")) == 1


def test_an_act_is_undone_once(store: Store) -> None:
    """Undoing twice is a conflict, an unknown act is not found, and the list says what was undone."""
    with store.act("coordinator", "add") as act:
        act.insert("place", [{"name": "A"}])
    store.undo(act.id, "coordinator")
    with pytest.raises(ConflictError):
        store.undo(act.id, "coordinator")
    with pytest.raises(NotFoundError):
        store.undo("no such act", "coordinator")
    acts = store.acts()
    assert list(acts["verb"]) == ["undo", "add"]
    assert list(acts["undone"]) == [False, True]
