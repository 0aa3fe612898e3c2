"""Documentation that is written by scripts says what the declarations say; links lead somewhere."""

import re
import runpy
import sys
from pathlib import Path
from typing import get_args

import pytest

from karta.privacy import Role, policy

LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def test_the_tables_are_documented_as_declared(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """docs/tables.md is what `make docs` would write now."""
    monkeypatch.setattr(sys, "argv", ["write_tables.py", "--check"])
    with pytest.raises(SystemExit) as left:
        runpy.run_path(str(root / "scripts" / "write_tables.py"), run_name="__main__")
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


def test_the_table_of_roles_is_the_policy(root: Path) -> None:
    """docs/privacy.md says yes exactly where the policy table does."""
    columns = (
        ("see_gaps",),
        ("decide_need",),
        ("import_files", "edit_register"),
        ("confirm_sources",),
        ("see_people",),
    )
    said = {}
    for line in (root / "docs" / "privacy.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip(" `*") for cell in line.strip("|").split("|")]
        if line.startswith("| `") and len(cells) == len(columns) + 2:
            said[cells[0]] = [cell == "yes" for cell in cells[2:]]
    assert said == {
        role: [all(role in policy().may[act] for act in acts) for acts in columns] for role in get_args(Role)
    }
