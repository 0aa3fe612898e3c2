"""What files were called: compared, and stored nowhere, neither from now on nor of the time before."""

import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from karta.store.database import Store
from karta.store.engine import FILE
from karta.store.file_marks import FileMarks, file_mark, is_of_a_file, list_of, parts
from tests.store.test_old_workspaces import first_version

KEY, DAY = b"k" * 32, date(2026, 11, 30)
NAME = "Zebulon Testperson schema 2026-11-01.csv"
KEYED = "other Zebulon.csv\x1f17"


def test_a_mark_says_kind_and_day_and_nothing_of_the_name() -> None:
    """A known kind of file is named, an ending that somebody made up is not."""
    mark = file_mark(KEY, NAME, DAY)
    assert parts(mark) == ("CSV", DAY)
    assert "Zebulon" not in mark
    assert parts(file_mark(KEY, "schema.zebulon", DAY)) == ("", DAY)
    assert not is_of_a_file(mark)


@pytest.mark.parametrize("source", ["by_hand", "OpenStreetMap: Lidingö"])
def test_what_is_no_name_of_a_file_stays(store: Store, source: str) -> None:
    """Rows typed in here, and what was fetched from a public register, keep their source."""
    with store.reading() as reading:
        assert FileMarks(reading, [], DAY).of(source) == source


def test_names_are_compared_by_their_marks() -> None:
    """One name has one mark; two states of a list share its second half; under another key all of it differs."""
    mark, later = file_mark(KEY, NAME, DAY), file_mark(KEY, NAME.replace("11-01", "12-01"), DAY)
    assert mark == file_mark(KEY, NAME, DAY) != later
    assert list_of(mark) == list_of(later) != list_of(file_mark(KEY, "another.csv", DAY))
    assert list_of(mark) != list_of(file_mark(b"x" * 32, NAME, DAY))


def test_a_name_keeps_its_first_mark(store: Store) -> None:
    """A file that comes again on another day is the same file."""
    with store.reading() as reading:
        first = FileMarks(reading, [], DAY).of(NAME)
        again = FileMarks(reading, [first], date(2027, 1, 1))
        assert again.of(NAME) == first
        assert parts(again.of("new.csv")) == ("CSV", date(2027, 1, 1))


def test_an_older_workspace_loses_the_names_of_its_files(tmp_path: Path) -> None:
    """Rows, what the log says that they were, keys and notes of acts: a mark stands there; two of a file stay one."""
    first_version(tmp_path / "own")
    with closing(sqlite3.connect(tmp_path / "own" / FILE)) as connection, connection:
        connection.execute("UPDATE shift SET source = ?", [NAME])
        connection.execute("UPDATE schedule SET source = ?", [NAME])
        connection.execute("UPDATE place SET source = 'OpenStreetMap: Torget', licence = 'ODbL'")
        connection.execute(
            "INSERT INTO act (id, revision, function, verb, note, at) VALUES ('a', 1, 'f', 'import', ?, '2026-09-01')",
            [NAME],
        )
        before = json.dumps(
            {"id": "s", "source": NAME, "key": KEYED}, ensure_ascii=False, separators=(",", ":")
        )
        connection.execute(
            "INSERT INTO change (act_id, table_name, row_id, before) VALUES ('a', 'import_row', 's', ?)",
            [before],
        )
        values = {
            "version": 1,
            "recorded_at": "2026-09-01 10:00:00",
            "payload": "{}",
            "kind": "roster",
            "state": "x",
        }
        for row_id, key, source, payload in (
            ("i", KEYED, NAME, "{}"), ("j", "2", "Nattvandrarna.csv", '{"place":"Okänd"}')
        ):  # fmt: skip
            row = {**values, "id": row_id, "key": key, "source": source, "payload": payload}
            marks = ", ".join("?" * len(row))
            connection.execute(
                f"INSERT INTO import_row ({', '.join(row)}) VALUES ({marks})", list(row.values())
            )
    store = Store.open(tmp_path / "own")
    assert b"Zebulon" not in b"".join(path.read_bytes() for path in (tmp_path / "own").iterdir())
    (source,) = set(store.frame("shift")["source"])
    assert parts(source) == ("CSV", date(2026, 9, 1))
    assert set(store.frame("schedule")["source"]) == {source} == set(store.acts()["note"])
    assert list(store.frame("place")["source"]) == ["OpenStreetMap: Torget"]
    rows = store.frame("import_row").set_index("id")
    with store.reading() as reading:
        marks_now = FileMarks(reading, list(rows["source"]), DAY)
        assert marks_now.of(NAME) == source
    # The organisation that the name of its file stood for is noted with the row that still waits.
    assert rows["home_org_id"].to_dict() == {"i": None, "j": "o"}
    logged = json.loads(store.frame("change")["before"].iloc[0])
    assert logged["source"] == source
    assert logged["key"] == rows["key"]["i"]
    assert logged["key"].endswith("\x1f17")
    store.close()
