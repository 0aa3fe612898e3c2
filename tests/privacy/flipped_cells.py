"""Each cell of the policy flipped to every other scope: `python -m tests.privacy.flipped_cells`.

With the flipped table the role tries the act on what is its own and on what is another's, through the services. A flip
is noticed where what comes of it differs from what was agreed. Between a scope of one's own and one's own area there is
no difference in the town that is tried; there, and where it is only noted that one has looked, the table that was
written a second time is what notices.
"""

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import copytree
from unittest.mock import patch

from karta import privacy
from karta.privacy import ROLES, SCOPES, Cell, Policy, Role, Scope, policy
from karta.services.workspace import Workspace, create
from tests.privacy import agreed, probed_town
from tests.privacy.probed_town import NOW, Whose
from tests.privacy.probes import PROBES, outcome

AGREED = agreed.cells()
BY_SERVICES, BY_TABLE, BY_NOTHING = "services", "table", "nothing"


@dataclass(frozen=True, slots=True)
class Flip:
    """A cell with another scope than it has; None: without any."""

    action: str
    role: Role
    scope: Scope | None


def flips() -> list[Flip]:
    """Return every flip of every cell, also of the empty ones."""
    return [
        Flip(action, role, scope)
        for action in sorted(policy().cells)
        for role in ROLES
        for scope in (*SCOPES, None)
        if scope != _scope(action, role)
    ]


def may(action: str, role: str, *, own: bool) -> bool:
    """Return what was agreed about an act on what is one's own association's and area's, or on another's."""
    cell = AGREED.get((action, role), "")
    if action.startswith("rows_") and own and role not in ("local", "anonymous"):
        return True  # What is one's own is seen at every level.
    return bool(cell) and (own or cell.startswith("all"))


def flipped(flip: Flip) -> Policy:
    """Return the policy with a cell flipped."""
    whole = policy()
    cells = dict(whole.cells[flip.action])
    cells.pop(flip.role, None)
    if flip.scope is not None:
        cells[flip.role] = Cell(flip.scope)
    return replace(whole, cells={**whole.cells, flip.action: cells}, key=f"{whole.key} {flip}")


class Tries:
    """The town in which flips are tried; a copy of it serves until something has been written in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.whose = probed_town.make(folder / "town")
        self._copies = 0
        self._workspace: Workspace | None = None

    def notice(self, flip: Flip) -> str:
        """Return by what a flip is noticed."""
        table = flipped(flip)
        with patch.object(privacy, "policy", lambda: table):
            for target, other in self.whose.items():
                own = target == "Alfa"
                viewer = probed_town.viewer(flip.role, self.whose["Alfa"])
                got = outcome(PROBES[flip.action], self._fresh(self.whose["Alfa"]), viewer, other)
                if got != may(flip.action, flip.role, own=own):
                    return BY_SERVICES
        stated = table.cells[flip.action].get(flip.role)
        agreed_cell = AGREED.get((flip.action, flip.role), "")
        return BY_TABLE if (stated.scope if stated else "") != agreed_cell.removesuffix(" L") else BY_NOTHING

    def _fresh(self, whose: Whose) -> Workspace:
        if self._workspace is None or self._workspace.store.revision() != whose.revision:
            if self._workspace is not None:
                self._workspace.store.close()
            self._copies += 1
            copy = copytree(self.folder / "town", self.folder / str(self._copies))
            self._workspace = create(copy, now=lambda: NOW)
        return self._workspace


def results(folder: Path, every: Sequence[Flip]) -> Iterator[tuple[Flip, str]]:
    """Yield each flip, and by what it is noticed."""
    tries = Tries(folder)
    for flip in every:
        yield flip, tries.notice(flip)


def main() -> int:
    """Try all flips, or some; return 1 when one is noticed by nothing."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=0, help="how many, 0 for all")
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    every = flips()
    if chosen.count:
        every = random.Random(chosen.seed).sample(every, chosen.count)
    counts: Counter[str] = Counter()
    alone = []
    with tempfile.TemporaryDirectory() as folder:
        for flip, by in results(Path(folder), every):
            counts[by] += 1
            if by != BY_SERVICES:
                alone.append(
                    f"{flip.action} {flip.role} {_scope(flip.action, flip.role)} -> {flip.scope}: {by}"
                )
    sys.stdout.write("\n".join([*alone, f"{len(every)} flips: {dict(counts)}", ""]))
    return 1 if counts[BY_NOTHING] else 0


def _scope(action: str, role: str) -> Scope | None:
    cell = policy().cells[action].get(role)
    return None if cell is None else cell.scope


if __name__ == "__main__":
    sys.exit(main())
