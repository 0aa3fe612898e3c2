"""`karta audit`: what it says of a log that is whole, of one that was tampered with, and of a checkpoint elsewhere."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from karta.cli import main
from karta.store.database import Store
from karta.store.engine import FILE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the folder of a workspace with two acts."""
    store = Store.open(tmp_path / "own")
    for name in "AB":
        with store.act("samordnare", "add") as act:
            act.insert("place", [{"name": name}])
    store.close()
    return tmp_path / "own"


def audit(folder: Path, *arguments: str) -> int:
    """Run `karta audit` on a workspace and return its exit status."""
    return main(["--workspace", str(folder), "audit", *arguments])


def test_a_whole_log_and_a_changed_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Status 0 and a sentence for a whole log; status 1 and where the fault is for a changed one, also as JSON."""
    assert audit(folder, "verify") == 0
    assert "Loggen är hel: 2 händelser, 0 läsningar och 0 avstämningar" in capsys.readouterr().out
    with closing(sqlite3.connect(folder / FILE)) as connection, connection:
        connection.execute("UPDATE act SET note='x' WHERE revision=2")
    assert audit(folder, "verify") == 1
    assert "händelse 2: innehållet har ändrats" in capsys.readouterr().err
    assert audit(folder, "verify", "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["sound"], told["faults"]) == (False, [{"kind": "act_changed", "where": 2}])


def test_a_checkpoint_that_was_kept_elsewhere(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A printed checkpoint finds a tail that was cut off with all that lies beside the workspace."""
    assert audit(folder, "checkpoint") == 0
    line = capsys.readouterr().out
    (folder.parent / "elsewhere").write_text(line, encoding="utf-8")
    key = json.loads(line)["public_key"]
    assert audit(folder, "verify", "--public-key", key) == 0
    assert audit(folder, "verify", "--public-key", "00" * 32) == 1
    (folder / "audit-key-checkpoints").unlink()
    with closing(sqlite3.connect(folder / FILE)) as connection, connection:
        connection.execute("DELETE FROM checkpoint")
        connection.execute("DELETE FROM change WHERE act_id=(SELECT id FROM act WHERE revision=2)")
        connection.execute("DELETE FROM act WHERE revision=2")
        connection.execute("UPDATE meta SET revision=1, head=(SELECT hash FROM act)")
    assert audit(folder, "verify") == 0
    capsys.readouterr()
    assert audit(folder, "verify", "--checkpoint", str(folder.parent / "elsewhere")) == 1
    assert "händelse 2: slutet av loggen saknas" in capsys.readouterr().err
    assert (folder / "audit-key").stat().st_mode & 0o777 == 0o600


def test_what_cannot_be_used_is_said_in_a_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file without checkpoints and a key that is none are refused; with nothing old, nothing is cut."""
    (folder / "notes").write_text("hej\n", encoding="utf-8")
    assert audit(folder, "verify", "--checkpoint", str(folder / "notes")) == 2
    assert "innehåller inga avstämningar" in capsys.readouterr().err
    monkeypatch.setenv("KARTA_AUDIT_KEY", str(folder / "notes"))
    assert audit(folder, "checkpoint") == 2
    assert "Nyckeln för loggens avstämningar" in capsys.readouterr().err
    assert audit(folder, "cut") == 0
    assert "Inget i loggen är äldre" in capsys.readouterr().out
