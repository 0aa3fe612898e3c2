"""Every column that is stored says what it is for, on what ground, how long, and who may see it."""

import re
import runpy
import sys
import tomllib
from pathlib import Path

import pytest

from karta.settings import data_dir
from karta.store.schema import TABLES

CATALOGUE = tomllib.loads((data_dir() / "catalogue.toml").read_text(encoding="utf-8"))
# What no column may be about, whatever it is called: in Swedish and English.
FORBIDDEN = re.compile(
    r"personnummer|person_?number|ssn|social_security|birth|född|fodd|child|barn|suspic|suspect|misstänk|misstank"
    r"|gender|kön|ethnic|religion|diagnos|criminal|brott|victim|offender"
)


def stored() -> set[tuple[str, str]]:
    """Return every column of every table."""
    return {(name, column.name) for name, table in TABLES.items() for column in table.c}


def described() -> set[tuple[str, str]]:
    """Return every column that the catalogue speaks of: a table's own, and shared ones where the table has them."""
    own = {(name, column) for name, table in CATALOGUE["table"].items() for column in table["columns"]}
    return own | {(name, column) for name, column in stored() if column in CATALOGUE["shared"]}


def test_every_column_has_an_entry_and_every_entry_a_column() -> None:
    """A new column, or one that is gone, is told by its table and name."""
    assert described() - stored() == set()
    assert stored() - described() == set()
    assert set(CATALOGUE["table"]) == set(TABLES)


def test_every_entry_says_purpose_ground_time_and_who() -> None:
    """Nothing is blank, and classes and grounds are those that are explained."""
    for name, table in CATALOGUE["table"].items():
        assert table["what"], name
        assert table["retention"], name
        assert table["basis"] in CATALOGUE["basis"], name
        assert table["class"] in CATALOGUE["class"], name
        for column, entry in table["columns"].items():
            own = entry if isinstance(entry, dict) else {"for": entry}
            assert own["for"], (name, column)
            assert own.get("class", table["class"]) in CATALOGUE["class"], (name, column)


def test_tables_of_people_are_marked_sensitive() -> None:
    """Whatever tells to which organisation a person belongs says how that is guarded."""
    naming = {
        name
        for name, table in TABLES.items()
        if name == "person" or {"person_id", "organisation_id"} <= set(table.c.keys())
    }
    assert naming == {"person", "person_month_count"}
    assert all("sensitive" in CATALOGUE["table"][name] for name in naming)


def test_no_column_is_about_what_karta_must_not_hold() -> None:
    """No personal number, birth date, child, suspicion, faith or crime has a place to stand in."""
    assert [column for column in sorted(stored()) if FORBIDDEN.search("_".join(column))] == []


@pytest.mark.parametrize("name", ["personnummer", "birth_date", "child_name", "suspicion", "misstanke"])
def test_a_forbidden_column_would_be_seen(name: str) -> None:
    """The check knows what it is looking for."""
    assert FORBIDDEN.search(name)


def test_the_privacy_page_prints_the_catalogue(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """docs/privacy.md is what `make docs` would write now."""
    monkeypatch.setattr(sys, "argv", ["write_catalogue.py", "--check"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(root / "scripts" / "write_catalogue.py"), run_name="__main__")
    assert ended.value.code == 0
