"""Moving a workspace between a folder and a PostgreSQL database."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import select

from karta.errors import ConflictError, InputError, NotAllowedError
from karta.privacy import Viewer
from karta.services import backups
from karta.services.access import viewers
from karta.services.demo.loading import load_demo
from karta.services.gaps import figures, period
from karta.services.moving import move
from karta.services.workspace import Workspace, create
from karta.store.engine import FILE
from karta.store.schema import METADATA
from tests.postgresql import Server

NOW = datetime(2026, 11, 17, 12, tzinfo=UTC)


@pytest.fixture
def address(postgresql: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Give the address of a workspace without rows."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with postgresql.database() as url:
        yield url


def quiet(table: str, count: int, total: int) -> None:
    """Print nothing."""
    assert table
    assert 0 < count <= total


def cells(workspace: Workspace) -> dict[str, list[tuple[Any, ...]]]:
    """Return every cell of every table, as Python's own values."""
    with workspace.store.reading() as reading:
        return {
            table.name: list(
                map(tuple, reading.connection.execute(select(table).order_by(*table.primary_key.columns)))
            )
            for table in METADATA.sorted_tables
        }


def week(workspace: Workspace) -> pd.DataFrame:
    """Return the gaps of a week."""
    shown = period.between(
        workspace, viewers.local(), date(2026, 11, 16), date(2026, 11, 22), "planned", None
    )
    return figures.listing(shown, include_unknown=True)


@pytest.mark.slow
def test_there_and_back_every_cell_and_every_figure_is_the_same(tmp_path: Path, address: str) -> None:
    """The demo with an undone act moves to a server and back: equal cells, an equal week, and undo goes on."""
    first = create(tmp_path / "first", now=lambda: NOW)
    load_demo(first, viewers.local())
    with first.store.act("coordinator", "add") as act:
        act.insert("place", [{"name": "Kajen", "kind": "square"}])
    first.store.undo(act.id, "coordinator")
    before, gaps = cells(first), week(first)
    filled = {name for name, rows in before.items() if rows}
    assert {"place", "shift", "person", "sign_up", "blob", "snapshot_frame", "change", "act"} <= filled
    rows = move(first, viewers.local(), address, quiet)
    assert rows == sum(map(len, before.values()))
    there = create(address, now=lambda: NOW)
    assert cells(there) == before
    pd.testing.assert_frame_equal(week(there), gaps)
    # The log's numbers go on where they were, and what was done before the move can be undone after it.
    with there.store.act("coordinator", "add") as act:
        act.insert("place", [{"name": "Parken", "kind": "park"}])
    there.store.undo(act.id, "coordinator")
    there.store.undo(there.store.acts()["id"].iloc[-1], "coordinator")
    after = cells(there)
    move(there, viewers.local(), tmp_path / "back", quiet)
    back = create(tmp_path / "back", now=lambda: NOW)
    assert cells(back) == after
    assert cells(first) == before
    for workspace in (first, there, back):
        workspace.store.close()


def test_a_target_that_has_something_is_refused(tmp_path: Path, address: str) -> None:
    """Neither a used database nor a used folder is written over, nor the workspace itself; both stay as they are."""
    own, used = create(tmp_path / "own"), create(address)
    for workspace in (own, used):
        with workspace.store.act("coordinator", "add") as act:
            act.insert("organisation", [{"name": workspace.name}])
    before = cells(own), cells(used)
    for workspace, home in ((own, address), (used, tmp_path / "own")):
        with pytest.raises(ConflictError, match="move_target_full"):
            move(workspace, viewers.local(), home, quiet)
    for workspace, itself in ((own, tmp_path / "own"), (used, address)):
        with pytest.raises(ConflictError, match="move_to_itself"):
            move(workspace, viewers.local(), itself, quiet)
    assert (cells(own), cells(used)) == before


def test_a_move_that_fails_leaves_an_empty_target(tmp_path: Path, address: str) -> None:
    """A text that a server cannot hold is named by its table; nothing is half moved, and mended it moves."""
    own = create(tmp_path / "own")
    with own.store.act("coordinator", "add") as act:
        act.insert("organisation", [{"name": f"Förening {n}"} for n in range(50)])
    with closing(sqlite3.connect(tmp_path / "own" / FILE)) as file, file:
        file.execute("UPDATE organisation SET name = 'a' || char(0) WHERE name = 'Förening 49'")
    with pytest.raises(InputError, match="move_text") as caught:
        move(own, viewers.local(), address, quiet)
    assert caught.value.facts["table"] == "organisation"
    target = create(address)
    assert (target.store.revision(), len(target.store.frame("organisation"))) == (0, 0)
    with own.store.act("coordinator", "mend") as act:
        broken = own.store.frame("organisation").query("name.str.startswith('a')")["id"].tolist()
        act.update("organisation", broken[0], None, {"name": "Förening 49"})
    # The log remembers what the text was, written so that every database can hold it.
    assert move(own, viewers.local(), address, quiet) > 50
    assert target.store.revision() == own.store.revision() == 2
    target.store.close()


def test_only_who_runs_the_workspace_moves_it(tmp_path: Path) -> None:
    """An organiser moves nothing, and nothing is made where it would have gone."""
    with pytest.raises(NotAllowedError):
        move(
            create(tmp_path / "own"),
            Viewer("Alfa", "organiser", frozenset({"Alfa"})),
            tmp_path / "other",
            quiet,
        )
    assert not (tmp_path / "other").exists()


def test_a_backup_of_a_database_is_restored_into_a_folder(tmp_path: Path, address: str) -> None:
    """Every cell of a workspace on a server lies in its backup, encrypted, and in the folder it is restored into."""
    there = create(address, now=lambda: NOW)
    with there.store.act("coordinator", "add") as act:
        act.insert("place", [{"name": "Kajen", "kind": "square"}])
    secret = backups.make_key(there, viewers.local())
    before = cells(there)
    with pytest.raises(InputError, match="backup_where"):
        backups.make(there, viewers.local())
    made = backups.make(there, viewers.local(), tmp_path / "elsewhere")
    assert made.locked
    assert cells(there) == before
    there.store.close()
    told = backups.restore(tmp_path / "back", viewers.local(), made.file, NOW, secret)
    assert (told.former, told.erased) == (None, None)
    back = create(tmp_path / "back", now=lambda: NOW)
    assert cells(back) == before
    back.store.close()
