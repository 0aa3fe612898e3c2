"""The README's commands do what it says: each is run, in order, where the text is."""

import re
import shlex
from pathlib import Path

import pytest

from karta import cli

BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)
# Served until somebody stops them, or in need of a network: their words are checked, they are not started here.
NOT_STARTED = {"run", "fetch"}
SWEDISH, ENGLISH = "Kom igång", "Quick start"


def commands_in(text: str) -> list[list[str]]:
    """Return every command of a text's blocks, without comments, split as a shell does."""
    lines = [line for block in BLOCK.findall(text) for line in block.splitlines()]
    return [words for line in lines if (words := shlex.split(line, comments=True))]


def sections(text: str) -> dict[str, str]:
    """Return what stands under each heading of the second level."""
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.fixture(scope="module")
def commands(root: Path) -> list[list[str]]:
    """Give the commands of the README, those of the English quick start left out: they are the Swedish ones."""
    parts = sections((root / "README.md").read_text(encoding="utf-8"))
    return [words for heading, part in parts.items() if heading != ENGLISH for words in commands_in(part)]


def verb(words: list[str]) -> str:
    """Return the verb of a karta command."""
    rest = words[1:]
    return rest[2] if rest[0] == "--workspace" else rest[0]


@pytest.mark.slow
def test_every_karta_command_of_the_readme_runs(
    commands: list[list[str]],
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """From an empty folder with the repository's templates, each command ends well and the gaps come out."""
    (tmp_path / "docs").symlink_to(root / "docs")
    (tmp_path / "tests").symlink_to(root / "tests")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KARTA_WORKSPACE", raising=False)
    listed = ""
    for words in commands:
        name = Path(words[0]).name
        if name == "karta" and verb(words) not in NOT_STARTED:
            status = cli.main(words[1:])
            told = capsys.readouterr()
            assert status == 0, f"{' '.join(words)}\n{told.out}{told.err}"
            listed = told.out if verb(words) == "gaps" else listed
    assert "Exempeltorget" in listed
    assert {path.name for path in (tmp_path / "resultat").iterdir()} == {
        "expected_places.csv",
        "expected_totals.csv",
        "expected_misc.csv",
    }
    (backup,) = (tmp_path / "kopior").iterdir()
    assert backup.name.endswith(".karta.age")


def test_commands_that_are_not_started_are_understood(commands: list[list[str]]) -> None:
    """The command line takes `run` and `fetch` as the README writes them."""
    seen = set()
    for words in commands:
        if Path(words[0]).name == "karta" and verb(words) in NOT_STARTED:
            cli._parser().parse_args(words[1:])
            seen.add(verb(words))
    assert seen == NOT_STARTED


def test_the_other_commands_name_what_exists(commands: list[list[str]], root: Path) -> None:
    """`make` is asked for targets that there are; pip for files that there are; nothing else is asked for."""
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    for words in commands:
        if words[0] == "make":
            assert re.search(rf"^{words[1]}:", makefile, re.MULTILINE), words
        elif words[0].endswith("pip"):
            assert words[1:] == ["install", "-c", "constraints.txt", "-e", "."]
        else:
            assert Path(words[0]).name in {"karta", "python3"}, words


def test_every_kind_of_import_is_shown(commands: list[list[str]]) -> None:
    """The section on one's own town shows each kind that the command line knows."""
    shown = {words[words.index("--kind") + 1] for words in commands if "--kind" in words}
    assert shown == {*cli.register.KINDS, "tables"}


def test_both_quick_starts_are_the_same(root: Path) -> None:
    """The English quick start holds the commands of the Swedish one, in their order, and there are some."""
    parts = sections((root / "README.md").read_text(encoding="utf-8"))
    assert commands_in(parts[ENGLISH]) == commands_in(parts[SWEDISH]) != []


def test_the_rest_in_english_has_the_same_commands(root: Path, commands: list[list[str]]) -> None:
    """docs/README.en.md holds the commands that come after the quick start in Swedish, in their order."""
    start = commands_in(sections((root / "README.md").read_text(encoding="utf-8"))[SWEDISH])
    english = commands_in((root / "docs" / "README.en.md").read_text(encoding="utf-8"))
    assert start + english == commands
