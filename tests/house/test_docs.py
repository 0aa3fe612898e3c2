"""Documentation that is written by scripts says what the declarations say; links lead somewhere."""

import re
import runpy
import sys
from pathlib import Path

import pytest

from karta.privacy import ROLES

LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("script", ["write_tables.py", "write_policy.py"])
def test_what_scripts_write_is_as_declared(root: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """docs/tables.md and docs/policy.md are what `make docs` would write now."""
    monkeypatch.setattr(sys, "argv", [script, "--check"])
    with pytest.raises(SystemExit) as left:
        runpy.run_path(str(root / "scripts" / script), run_name="__main__")
    assert left.value.code == 0, "run `make docs`"


def test_every_link_between_files_leads_somewhere(tracked: tuple[Path, ...], root: Path) -> None:
    """A link of a text to a file of the repository finds it."""
    dead = [
        f"{path.relative_to(root)}: {link}"
        for path in tracked
        if path.suffix == ".md"
        for link in LINK.findall(path.read_text(encoding="utf-8"))
        if "://" not in link and not (path.parent / link).exists()
    ]
    assert not dead


def test_every_section_of_the_method_that_is_named_exists(tracked: tuple[Path, ...], root: Path) -> None:
    """Every METHOD section that the code refers to stands in docs/method.md."""
    method = (root / "docs" / "method.md").read_text(encoding="utf-8")
    asked = {
        number
        for path in tracked
        if path.suffix in {".py", ".js", ".md", ".toml", ".css"} and path != Path(__file__)
        for number in re.findall(r"METHOD(?: section)? (\d(?:\.\d)?)", path.read_text(encoding="utf-8"))
    }
    assert {n for n in asked if not re.search(rf"^#+ {re.escape(n)}\.? ", method, re.MULTILINE)} == set()


def test_every_role_is_explained(root: Path) -> None:
    """docs/privacy.md says of every role of the policy who it is."""
    text = (root / "docs" / "privacy.md").read_text(encoding="utf-8")
    table = text.split("## The policy table")[1].split("## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert {role for row in rows for role in re.findall(r"`(\w+)`", row)} == set(ROLES)
