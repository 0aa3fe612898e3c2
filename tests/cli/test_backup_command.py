"""`karta backup` and `karta restore`: what they say, and that the secret is shown once and lies nowhere."""

from pathlib import Path

import pytest

from karta.cli import main
from karta.store.database import Store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the folder of a workspace with one act."""
    store = Store.open(tmp_path / "own")
    with store.act("samordnare", "add") as act:
        act.insert("place", [{"name": "A"}])
    store.close()
    return tmp_path / "own"


def karta(folder: Path, *arguments: object) -> int:
    """Run a verb on a workspace and return its exit status."""
    return main(["--workspace", str(folder), *map(str, arguments)])


def test_a_backup_without_a_key_says_so_and_is_restored(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a key the command says that everybody can read it; it is restored only where nothing is lost."""
    assert karta(folder, "backup", "--to", folder.parent / "kopior") == 0
    told = capsys.readouterr()
    assert "Kopian är inte krypterad" in told.err
    (file,) = (folder.parent / "kopior").iterdir()
    assert str(file) in told.out
    assert karta(folder, "restore", file) == 2
    assert "har redan en arbetsyta, och den lämnas som den är" in capsys.readouterr().err
    assert karta(folder.parent / "annan", "restore", file) == 0
    assert "till och med händelse 1" in capsys.readouterr().out
    assert karta(folder, "restore", file, "--replace") == 0
    assert "Den tidigare arbetsytan ligger kvar i" in capsys.readouterr().out


def test_a_key_is_shown_once(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The secret goes to the terminal alone; a backup is then restored with it, by file or by environment."""
    assert karta(folder, "backup", "key") == 0
    secret = capsys.readouterr().out.strip()
    assert secret.startswith("AGE-SECRET-KEY-")
    assert karta(folder, "backup", "daily") == 0
    assert "inte krypterad" not in capsys.readouterr().err
    assert karta(folder, "backup", "daily") == 0
    assert "Dagens säkerhetskopia finns redan." in capsys.readouterr().out
    (file,) = (folder / "backups").iterdir()
    assert karta(folder.parent / "b", "restore", file) == 2
    assert "ange den hemliga nyckeln med --key" in capsys.readouterr().err
    (folder.parent / "secret").write_text(f"# created: today\n{secret}\n", encoding="utf-8")
    assert karta(folder.parent / "b", "restore", file, "--key", folder.parent / "secret") == 0
    monkeypatch.setenv("KARTA_BACKUP_SECRET", secret)
    assert karta(folder.parent / "c", "restore", file) == 0


def test_what_is_no_backup_is_refused_in_a_sentence(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is not there and one that is something else: status 2 and one sentence, and no workspace is made."""
    assert karta(folder.parent / "b", "restore", folder / "nothing") == 2
    (folder / "notes").write_text("hej", encoding="utf-8")
    assert karta(folder.parent / "b", "restore", folder / "notes") == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert "är ingen säkerhetskopia från Karta" in lines[1]
    assert not (folder.parent / "b" / "karta.sqlite").exists()
