"""Opening a workspace, acting on it, and reading it back."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import shapely
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from karta.errors import ConflictError, ContractError, NotFoundError, StoreError
from karta.store.acts import BATCH
from karta.store.database import Store
from karta.store.engine import FILE
from karta.store.schema import LOGGED, METADATA, TABLES


def test_a_fresh_workspace_has_every_declared_table(tmp_path: Path) -> None:
    """The first migration makes exactly the tables that the schema declares."""
    Store.open(tmp_path).close()
    with create_engine(f"sqlite:///{tmp_path / FILE}").connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_opening_again_migrates_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An up-to-date workspace opens without alembic, which alone would take longer than all the rest."""
    Store.open(tmp_path).close()
    monkeypatch.setattr("karta.store.migrate._upgrade", lambda _: pytest.fail("migrated again"))
    assert Store.open(tmp_path).revision() == 0


def test_a_workspace_of_a_newer_karta_is_refused(tmp_path: Path) -> None:
    """A database whose version this Karta does not know is left as it is."""
    Store.open(tmp_path).close()
    with create_engine(f"sqlite:///{tmp_path / FILE}").begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="store_newer"):
        Store.open(tmp_path)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """A file that SQLite cannot read gives an error of Karta's own."""
    (tmp_path / FILE).write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreError, match="store_unreadable"):
        Store.open(tmp_path)


def test_what_was_retired_is_not_counted_but_leaves_no_empty_table(store: Store) -> None:
    """A count is of current rows; a table whose rows were all retired still has rows."""
    with store.reading() as reading:
        assert (reading.count("organisation"), reading.has_rows("organisation")) == (0, False)
    with store.act("coordinator", "test") as act:
        first, _ = act.insert("organisation", [{"name": "Vandrarna"}, {"name": "Scouterna"}])
        act.retire("organisation", [first])
    with store.reading() as reading:
        assert (reading.count("organisation"), reading.has_rows("organisation")) == (1, True)
    with store.act("coordinator", "test") as act:
        act.retire("organisation", [row["id"] for row in act.rows("organisation", "name", ["Scouterna"])])
    with store.reading() as reading:
        assert (reading.count("organisation"), reading.has_rows("organisation")) == (0, True)


def test_every_register_row_carries_the_common_columns() -> None:
    """Every logged table can be versioned and superseded; every register table says whose it is and who may see it."""
    # What the workspace or the partnership as a whole has: no organisation's, shared by the policy alone.
    common = {"measure", "measure_place", "meeting", "task"}
    for name in LOGGED:
        columns = set(TABLES[name].c.keys())
        assert {"id", "version", "recorded_at", "superseded_at"} <= columns
        if name not in {"setting", "external_id", "import_row", "month_link", "swap_offer", *common}:
            assert {"municipality", "owner_org_id", "sharing", "source", "licence", "verified_at"} <= columns


def test_rows_come_back_as_they_were_put_in(store: Store) -> None:
    """Geometry, blank and order survive the way through the database."""
    square = shapely.box(0, 0, 10, 10)
    with store.act("coordinator", "try") as act:
        act.insert(
            "place",
            [{"name": "B", "geometry": square, "crisis": float("nan")}, {"name": "A", "geometry": None}],
        )
    frame = store.frame("place")
    assert list(frame["name"]) == ["B", "A"]
    assert frame["geometry"][0].equals(square)
    assert frame["geometry"][1] is None
    assert list(frame["crisis"]) == [None, None]
    assert list(frame["sharing"]) == ["partners", "partners"]
    assert store.revision() == 1


def test_an_empty_table_has_its_columns(store: Store) -> None:
    """A table without rows gives a frame with all columns and the dtypes of a full one."""
    empty = store.frame("place")
    with store.act("coordinator", "try") as act:
        act.insert("place", [{"name": "A", "geometry": shapely.Point(1, 2)}])
    assert list(empty.dtypes) == list(store.frame("place").dtypes)


def test_an_act_that_fails_leaves_nothing(store: Store) -> None:
    """An exception inside an act takes back rows, log and revision."""

    def failing() -> None:
        with store.act("coordinator", "try") as act:
            act.insert("place", [{"name": "A"}])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        failing()
    assert store.revision() == 0
    assert store.frame("place").empty
    assert store.acts().empty


def test_an_act_without_changes_leaves_no_trace(store: Store) -> None:
    """Doing nothing, or setting what already is, neither logs nor moves the revision."""
    with store.act("coordinator", "try") as act:
        row = act.insert("place", [{"name": "A"}])[0]
    with store.act("coordinator", "again") as act:
        act.update("place", row, None, {"name": "A"})
    assert store.revision() == 1


def test_an_old_version_cannot_overwrite(store: Store) -> None:
    """Who read a row before somebody else wrote it gets a conflict, and nothing is lost."""
    with store.act("coordinator", "add") as act:
        row = act.insert("place", [{"name": "A"}])[0]
    read = int(store.frame("place")["version"][0])
    with store.act("coordinator", "first") as act:
        act.update("place", row, read, {"name": "B"})
    with pytest.raises(ConflictError, match="row_changed"), store.act("coordinator", "second") as act:
        act.update("place", row, read, {"name": "C"})
    assert list(store.frame("place")["name"]) == ["B"]


def test_a_retired_row_is_out_of_the_picture_but_not_lost(store: Store) -> None:
    """Retiring hides a row from the current frame and keeps it among the superseded."""
    with store.act("coordinator", "add") as act:
        row = act.insert("place", [{"name": "A"}])[0]
    with store.act("coordinator", "retire") as act:
        act.retire("place", [row])
    assert store.frame("place").empty
    assert list(store.frame("place", include_superseded=True)["name"]) == ["A"]


def test_need_rules_are_superseded_never_edited(store: Store) -> None:
    """Editing a rule is refused; replacing it keeps the old one and says what it was replaced by."""
    rule = {"start": "15:00", "end": "22:00", "adults": 2.0}
    with store.act("coordinator", "decide") as act:
        old = act.insert("need_rule", [rule])[0]
    with pytest.raises(ContractError), store.act("coordinator", "edit") as act:
        act.update("need_rule", old, None, {"adults": 4.0})
    with store.act("coordinator", "decide") as act:
        new = act.replace("need_rule", old, None, {"adults": 4.0})
    current = store.frame("need_rule").set_index("id")
    assert list(current["adults"]) == [4.0]
    assert current["replaces"][new] == old
    assert len(store.frame("need_rule", include_superseded=True)) == 2


@pytest.mark.parametrize("table", ["person", "sign_up", "act", "meta", "no_such_table"])
def test_acts_cannot_write_people_or_the_books(store: Store, table: str) -> None:
    """The log's tables and the people room are not open to acts."""
    with pytest.raises(ContractError), store.act("coordinator", "try") as act:
        act.insert(table, [{"name": "A"}])


def test_an_unknown_row_is_named(store: Store) -> None:
    """Changing a row that is not there is an error, not a silent nothing."""
    with pytest.raises(NotFoundError), store.act("coordinator", "try") as act:
        act.update("place", "nowhere", None, {"name": "A"})


def test_a_reading_is_of_one_revision(store: Store) -> None:
    """What others write while a reading is open is not seen by it."""
    with store.reading() as look:
        before = look.revision()
        with store.act("coordinator", "add") as act:
            act.insert("place", [{"name": "A"}])
        assert look.revision() == before
        assert look.frame("place").empty
    assert len(store.frame("place")) == 1


def test_writers_of_several_threads_queue_up(store: Store) -> None:
    """Eight threads of ten acts each lose none: 80 revisions, and a counter that reached 80."""
    with store.act("coordinator", "start") as act:
        row = act.insert("setting", [{"key": "n", "value": "0"}])[0]

    def add() -> None:
        for _ in range(10):
            with store.act("coordinator", "count") as act:
                act.update("setting", row, None, {"value": str(int(act.row("setting", row)["value"]) + 1)})

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(store.frame("setting")["value"]) == ["80"]
    assert store.revision() == 81


CHILD = """
import sys
from pathlib import Path
from karta.store.acts import BATCH
from karta.store.database import Store
store = Store.open(Path(sys.argv[1]))
print("open", flush=True)
n = 0
while True:
    n += 1
    with store.act("coordinator", "add", note=str(n)) as act:
        for part in range(20):
            act.insert("place", [{"name": f"{n}-{part}-{k}"} for k in range(50)])
    print(n, flush=True)
"""


@pytest.mark.slow
@pytest.mark.parametrize("pause", [0.0, 0.03, 0.11, 0.2])
def test_a_killed_act_leaves_all_or_none(tmp_path: Path, pause: float) -> None:
    """After kill -9 the store opens, every act of the log is whole, and every acknowledged act is there."""
    Store.open(tmp_path).close()
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "open\n"
    time.sleep(pause)
    child.kill()
    acknowledged = [int(line) for line in child.stdout.read().split()]
    child.wait()
    store = Store.open(tmp_path)
    acts = len(store.acts(limit=10_000))
    assert acts >= len(acknowledged)
    assert store.revision() == acts
    counts = store.frame("place")["version"].value_counts()
    assert len(counts) == acts
    assert set(counts) <= {1000}


def test_many_rows_keep_their_order(store: Store) -> None:
    """Rows that are written in several pieces come back in the order in which they came."""
    names = [f"Place {n}" for n in range(2 * BATCH + 1)]
    with store.act("coordinator", "add") as act:
        ids = act.insert("place", ({"name": name} for name in names))
    assert list(store.frame("place")["name"]) == names
    assert list(store.frame("place", ids[::-7])["name"]) == sorted(names[::-7], key=names.index)


def test_every_table_can_be_made_on_postgresql() -> None:
    """No table needs SQLite: each compiles for PostgreSQL, with moments that keep their zone."""
    statements = {
        name: str(CreateTable(table).compile(dialect=postgresql.dialect())) for name, table in TABLES.items()
    }
    assert "recorded_at TIMESTAMP WITH TIME ZONE" in statements["place"]
    assert "geometry BYTEA" in statements["place"]
