"""The chain of the log: whatever is changed in it by other means than Karta's is found, and nothing else is."""

import random
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from karta.store import audit, chain, checkpoints, erasing, looks, people
from karta.store.audit import Finding
from karta.store.database import Store
from karta.store.engine import FILE
from karta.store.looks import Look, Onlooker
from tests.store.test_old_workspaces import first_version

START = datetime(2026, 9, 18, 10, 0, tzinfo=UTC)
POLICE = Onlooker("områdespolis", "police", "o1", "m1")


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        """Return what it was set to."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Give a clock that stands at noon of 18 September 2026."""
    return Clock()


@pytest.fixture
def folder(tmp_path: Path, clock: Clock) -> Path:
    """Give the folder of a workspace with six acts of all kinds, two looks and a checkpoint, closed."""
    store = Store.open(tmp_path / "own", clock)
    with store.act("samordnare", "add", "tre platser") as act:
        rows = act.insert("place", [{"name": name} for name in "ABC"])
    with store.act("samordnare", "edit") as act:
        act.update("place", rows[0], None, {"name": "Ängen"})
        act.update("place", rows[1], None, {"priority_weight": 0.5})
    with store.act("samordnare", "add") as second:
        second.insert("setting", [{"key": "k", "value": "v"}])
    store.undo(second.id, "samordnare")
    with store.act("samordnare", "retire") as act:
        act.retire("place", [rows[2]])
    with store.act("samordnare", "add") as act:
        act.insert("place", [{"name": "D"}])
    looks.note(store, POLICE, Look("gaps", ("a1", "a2"), date(2026, 9, 18)), START)
    checkpoints.make(store, tmp_path / "audit-key", "samordnare", START)
    with store.act("samordnare", "add") as act:
        act.insert("place", [{"name": "E"}])
    looks.note(store, POLICE, Look("gaps", ("a1",), date(2026, 9, 19)), START)
    store.close()
    return tmp_path / "own"


def found(folder: Path, **how: Any) -> Finding:
    """Return what the audit of a workspace's folder comes to."""
    store = Store.open(folder)
    with store.reading() as reading:
        finding = audit.verify(reading, **how)
    store.close()
    return finding


def kinds(folder: Path, **how: Any) -> set[str]:
    """Return the kinds of faults in a workspace's folder."""
    return {fault.kind for fault in found(folder, **how).faults}


def tamper(folder: Path, *statements: str) -> None:
    """Run statements on the file of a workspace, past Karta and its references."""
    with closing(sqlite3.connect(folder / FILE)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def test_a_log_that_nobody_touched_is_whole(folder: Path) -> None:
    """Seven acts, three looks and a checkpoint are found whole, an undoing among them."""
    finding = found(folder)
    assert (finding.acts, finding.looks, finding.checkpoints, finding.from_revision) == (7, 3, 1, 1)
    assert finding.faults == ()


def test_a_hash_is_what_the_words_say(store: Store) -> None:
    """The hash of an act is SHA-256 over lengths and texts, as another program would compute it."""
    import hashlib

    with store.act("samordnare", "add", "é") as act:
        (row,) = act.insert("place", [{"name": "A"}])
    after = f'{{"version":1,"inserted":["{row}"]}}'
    content = hashlib.sha256(f"-{len(after)}:{after}".encode()).hexdigest()
    change = f"1:15:place{len(row)}:{row}64:{content}"
    who, what = (act.id, "1", "samordnare"), ("add", "é", "2026-09-18T10:00:00.000000+00:00")
    own, about = ("".join(f"{len(value)}:{value}" for value in values) for values in (who, what))
    digest = hashlib.sha256(change.encode()).hexdigest()
    text = f"11:karta act 10:{own}--{about}-64:{digest}"
    assert store.acts()["hash"].tolist() == [hashlib.sha256(text.encode()).hexdigest()]


@pytest.mark.parametrize("table", ["act", "change", "read_entry", "checkpoint"])
def test_each_changed_field_is_found(folder: Path, table: str) -> None:
    """Whatever column of whatever row is changed directly in SQL: the audit says so, and is whole again without it."""
    with closing(sqlite3.connect(folder / FILE)) as connection:
        cursor = connection.execute(f"SELECT rowid, * FROM {table}")
        names = [column[0] for column in cursor.description]
        rows = cursor.fetchall()
    chance = random.Random(1)
    for rowid, *values in chance.sample(rows, min(3, len(rows))):
        for name, value in zip(names[1:], values, strict=True):
            other = value + 100 if isinstance(value, int) else f"{value or ''}x"
            before = "NULL" if value is None else repr(value)
            where = f"rowid={other if name == 'id' and isinstance(value, int) else rowid}"
            tamper(folder, f'UPDATE {table} SET "{name}"={other!r} WHERE rowid={rowid}')
            assert kinds(folder), f"{table}.{name} of row {rowid}"
            tamper(folder, f'UPDATE {table} SET "{name}"={before} WHERE {where}')
            assert not kinds(folder)


@pytest.mark.parametrize(
    ("statements", "kind"),
    [
        (["DELETE FROM act WHERE revision=3"], "act_gone"),
        (["DELETE FROM change WHERE id=2"], "act_changed"),
        (["UPDATE change SET act_id='x' WHERE id=2"], "changes_loose"),
        (
            [
                "UPDATE act SET revision=-1 WHERE revision=1",
                "UPDATE act SET revision=1 WHERE revision=2",
                "UPDATE act SET revision=2 WHERE revision=-1",
            ],
            "act_changed",
        ),
        (
            [
                "INSERT INTO act (id, revision, function, verb, note, at, hash) "
                "SELECT 'x', 8, function, verb, note, at, hash FROM act WHERE revision=7"
            ],
            "act_changed",
        ),
        (["DELETE FROM act WHERE revision=7"], "acts_cut"),
        (["DELETE FROM read_entry WHERE id=1"], "look_gone"),
        (["DELETE FROM read_entry WHERE id=3"], "looks_cut"),
        (["UPDATE checkpoint SET id=2"], "checkpoint_forged"),
    ],
)
def test_what_is_deleted_reordered_or_inserted_is_found(
    folder: Path, statements: list[str], kind: str
) -> None:
    """A row that goes, comes or changes places is told by what it is."""
    tamper(folder, *statements)
    assert kind in kinds(folder)


def cut_tail(folder: Path, last: int) -> None:
    """Cut off all acts after one, with the books put right: the log that is left is sound in itself."""
    tamper(
        folder,
        f"DELETE FROM change WHERE act_id IN (SELECT id FROM act WHERE revision>{last})",
        f"DELETE FROM act WHERE revision>{last}",
        f"UPDATE meta SET revision={last}, head=(SELECT hash FROM act WHERE revision={last})",
    )


def test_a_cut_tail_is_found_by_a_checkpoint(folder: Path) -> None:
    """A tail that takes the books along is missed by the checkpoint, and by one kept outside when that goes, too."""
    outside = checkpoints.kept_outside(folder.parent / "audit-key")
    cut_tail(folder, 5)
    assert kinds(folder) == {"acts_cut"}
    tamper(folder, "DELETE FROM checkpoint")
    assert kinds(folder) == set()
    assert kinds(folder, outside=outside) == {"acts_cut", "checkpoint_gone"}


def test_a_log_written_anew_is_found_by_a_checkpoint(folder: Path) -> None:
    """Who changes an act and chains all after it anew is found by the checkpoint, and cannot sign another one."""
    outside = checkpoints.kept_outside(folder.parent / "audit-key")
    tamper(folder, "UPDATE act SET function='någon annan' WHERE revision=2")
    store = Store.open(folder)
    with store.writing() as connection:
        chain.chain_existing(connection)
    store.close()
    assert kinds(folder) == {"acts_rewritten"}
    tamper(folder, "DELETE FROM checkpoint")
    store = Store.open(folder)
    checkpoints.make(store, folder.parent / "other.key", "samordnare", START)
    store.close()
    assert kinds(folder) == set()
    assert kinds(folder, outside=outside) == {"acts_rewritten", "checkpoint_foreign"}


def test_what_is_old_goes_at_a_checkpoint(folder: Path, clock: Clock) -> None:
    """After the cut the old acts, changes and looks are gone, what is left verifies, and the chain goes on."""
    clock.now = START + timedelta(days=800)
    store = Store.open(folder, clock)
    with store.act("samordnare", "add") as act:
        act.insert("place", [{"name": "F"}])
    looks.note(store, POLICE, Look("gaps", ("a1",), date(2028, 11, 26)), clock.now)
    key = folder.parent / "audit-key"
    made = checkpoints.cut(store, key, "samordnare", clock.now, clock.now - timedelta(days=730))
    assert made is not None
    assert (made.revision, made.look) == (7, 3)
    assert store.acts()["revision"].tolist() == [8]
    assert store.frame("change")["act_id"].tolist() == [act.id]
    with store.act("samordnare", "add") as act:
        act.insert("place", [{"name": "G"}])
    assert checkpoints.cut(store, key, "samordnare", clock.now, START) is None
    store.close()
    finding = found(folder, outside=checkpoints.kept_outside(key))
    assert (finding.acts, finding.looks, finding.from_revision, finding.faults) == (2, 1, 8, ())
    tamper(folder, "UPDATE act SET function='x' WHERE revision=8")
    assert "act_changed" in kinds(folder)


def test_what_a_later_act_undid_stays_with_it(store: Store, tmp_path: Path) -> None:
    """An act is not taken away while the act that undid it stays."""
    with store.act("samordnare", "add") as first:
        first.insert("place", [{"name": "A"}])
    with store.act("samordnare", "add") as second:
        second.insert("place", [{"name": "B"}])
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE act SET at='2020-01-01 00:00:00.000000'")
    store.undo(second.id, "samordnare")
    made = checkpoints.cut(store, tmp_path / "audit-key", "samordnare", START, START - timedelta(days=730))
    assert made is not None
    assert made.revision == 1
    assert sorted(store.acts()["revision"]) == [2, 3]


def test_a_look_is_noted_once(store: Store) -> None:
    """The same look writes nothing again and moves no revision; another area, day, class or viewer is another look."""
    monday = date(2026, 9, 14)
    counts = [
        looks.note(store, who, look, START)
        for who, look in (
            (POLICE, Look("gaps", ("a", "b"), monday)),
            (POLICE, Look("gaps", ("b", "a"), monday)),
            (POLICE, Look("gaps", ("b", "c"), monday)),
            (POLICE, Look("gaps", ("a",), monday + timedelta(days=1))),
            (POLICE, Look("phones", ("a",), monday)),
            (Onlooker("områdespolis", "police", "o1", "m2"), Look("gaps", ("a",), monday)),
        )
    ]
    assert counts == [2, 0, 1, 1, 1, 1]
    assert store.revision() == 0
    with store.reading() as reading:
        assert audit.verify(reading).looks == 6
        days = [row[0] for row in looks.who_looked(reading, ["a"])]
    assert days == [monday + timedelta(days=1), monday, monday]


def test_erasing_a_person_leaves_the_chain_alone(store: Store) -> None:
    """The log never held the name: a person comes and is erased, the log verifies, and the name is nowhere in it."""
    with store.act("samordnare", "add") as act:
        (organisation,) = act.insert("organisation", [{"name": "Alfa"}])
        person = people.add(act, organisation, "Kanarie Ek", phone="070-000 00 00")
    with store.act("samordnare", "erase") as act:
        erasing.erase(act, [person], datetime(2026, 9, 18, 12, 0, tzinfo=UTC))
    with store.reading() as reading:
        assert audit.verify(reading).faults == ()
        texts = [reading.frame(name).to_csv() for name in ("act", "change", "meta")]
    assert not any("Kanarie" in text or "070-000" in text for text in texts)


def test_acts_of_an_older_workspace_are_chained(tmp_path: Path) -> None:
    """A workspace of the first version with acts in its log is chained when it is opened, and verifies."""
    first_version(tmp_path / "own")
    own, of_rows = (
        "id, revision, function, verb, note, at, undoes",
        "id, act_id, table_name, row_id, before, after",
    )
    tamper(
        tmp_path / "own",
        f"INSERT INTO act ({own}) VALUES ('a1', 1, 'samordnare', 'add', 'å', '2026-09-01 10:00:00.000000', NULL)",
        f"INSERT INTO act ({own}) VALUES ('a2', 2, 'samordnare', 'undo', '', '2026-09-01 10:00:00.5', 'a1')",
        f"INSERT INTO change ({of_rows}) VALUES (7, 'a1', 'place', 'p', NULL, '{{}}')",
        f"INSERT INTO change ({of_rows}) VALUES (9, 'a2', 'place', 'p', '{{}}', NULL)",
        "UPDATE meta SET revision=2",
    )
    finding = found(tmp_path / "own")
    assert (finding.acts, finding.faults) == (2, ())
    store = Store.open(tmp_path / "own")
    with store.act("samordnare", "add") as act:
        act.insert("place", [{"name": "A"}])
    assert store.frame("change")["id"].tolist() == [7, 9, 10]
    store.close()
    assert found(tmp_path / "own").faults == ()
