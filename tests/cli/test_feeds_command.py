"""`karta feeds`: folders whose files come by themselves, added, read, listed and removed without a browser."""

from collections.abc import Callable
from pathlib import Path

import pytest

from karta import cli
from karta.services.importing import feeds
from karta.services.workspace import open_workspace
from tests.services.importing.fed import CLEAR, UNCLEAR

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """Give a function that runs a command in a workspace of its own: its status, what it printed and complained."""

    def command(*words: str) -> tuple[int, str, str]:
        status = cli.main(["--workspace", str(tmp_path / "ort"), *words])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return command


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Give a folder with a clear file, all of whose dates lie ahead, and one with a question."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "klar.csv").write_text(CLEAR.replace("2026-", "2099-"))
    (folder / "oklar.csv").write_text(UNCLEAR)
    return folder


def test_a_folder_is_added_read_listed_and_removed(run: Command, inbox: Path, tmp_path: Path) -> None:
    """Reading tells what was stored and what waits; waiting is no failure; what was read stays after the removal."""
    assert run("feeds", "add", str(inbox), "--kind", "roster") == (
        0, "La till inbox. Läs den med: karta feeds read\n", "",
    )  # fmt: skip
    assert run("feeds", "list")[1] == f"inbox (roster), {inbox}: läst aldrig\n"
    status, printed, complaints = run("feeds", "read")
    assert (status, complaints) == (0, "")
    assert "klar.csv: läst " in printed
    assert "2 rader sparade. 2 av raderna behöver en plats på kartan." in printed
    assert "oklar.csv: väntar sedan " in printed
    assert "Att svara på: 1 rad med frågor." in printed
    assert run("feeds", "list")[1] == printed
    assert run("feeds", "remove", "inbox")[0] == 0
    assert run("feeds", "list")[1] == ""
    assert len(open_workspace(tmp_path / "ort").store.frame("import_row")) == 2


def test_answers_hold_for_each_reading(run: Command, inbox: Path, tmp_path: Path) -> None:
    """With a yes said once for the folder, the file with the question is stored, too."""
    (tmp_path / "svar.json").write_text('{"accept": ["shift_long"]}')
    run("feeds", "add", str(inbox), "--kind", "roster", "--answers", str(tmp_path / "svar.json"))
    assert "väntar" not in run("feeds", "read", "inbox")[1]
    assert len(open_workspace(tmp_path / "ort").store.frame("import_row")) == 4


def test_a_feed_that_cannot_be_read_ends_with_status_1(run: Command, inbox: Path) -> None:
    """A timer notices a folder that is away; a name that is none is refused with status 2."""
    run("feeds", "add", str(inbox), "--kind", "roster")
    inbox.rename(inbox.with_name("away"))
    status, _, complaints = run("feeds", "read")
    assert (status, complaints) == (
        1, f"  Mappen {inbox} finns inte eller går inte att läsa; kontrollera den.\n",
    )  # fmt: skip
    assert run("feeds", "read", "nowhere")[0] == 2


def test_an_address_is_refused_without_the_setting(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """By default nothing is fetched; the sentence names the setting and the host, and no more of the address."""
    monkeypatch.delenv(feeds.SETTING, raising=False)
    words = ("feeds", "add", "https://calendar.test/secret", "--kind", "roster", "--name", "Klubben")
    status, _, complaints = run(*words)
    assert (status, "calendar.test" in complaints, "KARTA_FETCH" in complaints) == (2, True, True)
    assert "secret" not in complaints
