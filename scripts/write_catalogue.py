"""Write the data catalogue into docs/privacy.md from data/catalogue.toml, so that what is said is what is stored.

Run `python scripts/write_catalogue.py`; with `--check` nothing is written and a difference is status 1.
"""

import sys
import tomllib
from pathlib import Path
from typing import Any

from karta.settings import data_dir

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "privacy.md"
HEADING = "## Data catalogue"
INTRODUCTION = """\
Written by `scripts/write_catalogue.py` from `data/catalogue.toml`: every column of every table that a workspace
stores. A test compares it with the tables; `make docs` writes it anew."""


def main() -> int:
    """Write the section, or with `--check` tell whether it is as it should be."""
    text = TARGET.read_text(encoding="utf-8")
    written = text.partition(HEADING)[0] + section()
    if "--check" in sys.argv[1:]:
        return 0 if text == written else 1
    TARGET.write_text(written, encoding="utf-8")
    return 0


def section() -> str:
    """Return the whole section, which is the last of its page."""
    catalogue = tomllib.loads((data_dir() / "catalogue.toml").read_text(encoding="utf-8"))
    parts = [HEADING, "", INTRODUCTION, ""]
    parts += ["| class | who may see it |", "| --- | --- |"]
    parts += [f"| {name} | {who} |" for name, who in catalogue["class"].items()]
    parts += ["", "| ground | what it is |", "| --- | --- |"]
    parts += [f"| {name} | {what} |" for name, what in catalogue["basis"].items()]
    parts += ["", "Every row may carry, beside its own columns:", "", "| column | for |", "| --- | --- |"]
    parts += [f"| `{name}` | {purpose} |" for name, purpose in catalogue["shared"].items()]
    for name, table in catalogue["table"].items():
        parts += [
            "",
            f"### {name}",
            "",
            f"A row is {table['what']}. Ground: {table['basis']}. Kept: {table['retention']}.",
        ]
        if "sensitive" in table:
            parts += ["", f"**Sensitive:** {table['sensitive']}."]
        parts += ["", "| column | for | class | kept |", "| --- | --- | --- | --- |"]
        parts += [_row(column, entry, table) for column, entry in table["columns"].items()]
    return "\n".join(parts) + "\n"


def _row(column: str, entry: Any, table: dict[str, Any]) -> str:
    own = entry if isinstance(entry, dict) else {"for": entry}
    cells = (own["for"], own.get("class", table["class"]), own.get("retention", "as the row"))
    return f"| `{column}` | {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
