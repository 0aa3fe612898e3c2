"""The policy table, executed: every role tries every act on what is its own and on what is another's."""

import random
from pathlib import Path
from shutil import copytree

import pytest

from karta.privacy import ROLES, policy
from karta.services.workspace import create
from tests.privacy import agreed, probed_town
from tests.privacy.flipped_cells import BY_SERVICES, flips, may, results
from tests.privacy.probed_town import NOW, Whose
from tests.privacy.probes import PROBES, outcome

AGREED = agreed.cells()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Whose]]:
    """Give the folder of the town and what is whose in it."""
    folder = tmp_path_factory.mktemp("probed")
    return folder, probed_town.make(folder)


def test_the_table_says_what_was_agreed() -> None:
    """No cell differs, none is missing and none is there that nobody agreed to."""
    stated = {
        (action, role): cell.scope + (" L" if cell.logged else "")
        for action, cells in policy().cells.items()
        for role, cell in cells.items()
    }
    assert stated == AGREED
    assert agreed.ROLES == ROLES


def test_every_act_of_the_table_is_tried() -> None:
    """An act that nobody tries would be granted or denied in silence."""
    assert set(PROBES) == set(policy().cells)


@pytest.mark.parametrize("action", sorted(PROBES))
def test_every_role_gets_what_was_agreed_and_no_more(
    action: str, prepared: tuple[Path, dict[str, Whose]], tmp_path: Path
) -> None:
    """What a service does for a role, on its own association's and on another's, is what the table says."""
    folder, whose = prepared
    workspace, wrong, copies = None, [], 0
    for role in ROLES:
        for target in ("Alfa", "Beta"):
            # A copy serves until something has been written in it.
            if workspace is None or workspace.store.revision() != whose["Alfa"].revision:
                copies += 1
                workspace = create(copytree(folder, tmp_path / str(copies)), now=lambda: NOW)
            got = outcome(PROBES[action], workspace, probed_town.viewer(role, whose["Alfa"]), whose[target])
            if got != may(action, role, own=target == "Alfa"):
                wrong.append((role, target, got))
    assert wrong == []


def test_a_flipped_cell_is_noticed_by_what_services_do(tmp_path: Path) -> None:
    """Twelve cells that say nothing, each let do everything: what the services do differs each time."""
    given = [flip for flip in flips() if flip.scope == "all" and (flip.action, flip.role) not in AGREED]
    chosen = random.Random(1).sample(given, 12)
    assert [(flip, by) for flip, by in results(tmp_path, chosen) if by != BY_SERVICES] == []
