"""Write docs/policy.md from data/policy.toml, so that what is said of rights is what is asked about.

Run `python scripts/write_policy.py`; with `--check` nothing is written and a difference is status 1.
"""

import sys
from itertools import groupby
from pathlib import Path

from karta.privacy import ROLES, policy

TARGET = Path(__file__).resolve().parents[1] / "docs" / "policy.md"
LETTERS = {"all": "R", "own": "o", "area": "a"}
INTRODUCTION = """\
# The policy table

Written by `scripts/write_policy.py` from `data/policy.toml`; tests keep it true and try every cell as every role
(`tests/privacy/`). What is not named is denied.

`R` whatever is in the workspace, `o` what belongs to an organisation of one's own, `a` what lies in an area that one
is assigned to, `L` it is noted that one has looked; blank: no. The coordinator's own organisations are also those that
have asked to be acted for. Of rows of rosters a level (`rows_*`) is asked about beside: one's own are seen at every
level.
"""


def main() -> int:
    """Write the file, or with `--check` tell whether it is as it should be."""
    text = document()
    if "--check" in sys.argv[1:]:
        return 0 if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text else 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


def document() -> str:
    """Return the whole text of docs/policy.md."""
    parts = [INTRODUCTION]
    for name, actions in groupby(policy().cells, policy().classes.__getitem__):
        lines = [["act", *ROLES], ["---"] * (1 + len(ROLES))]
        lines += [[f"`{action}`", *(_cell(action, role) for role in ROLES)] for action in actions]
        parts.append(f"## {name}\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n")
    return "\n".join(parts)


def _cell(action: str, role: str) -> str:
    cell = policy().cells[action].get(role)
    return "" if cell is None else LETTERS[cell.scope] + (" L" if cell.logged else "")


if __name__ == "__main__":
    sys.exit(main())
