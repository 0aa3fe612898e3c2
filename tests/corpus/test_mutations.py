"""Damaged files are taken or refused like any other: no crash, no hang, every entry accounted for."""

from pathlib import Path

import pytest

from tests.corpus.aftermath import put_town
from tests.corpus.fuzz import COORDINATOR, outcome
from tests.corpus.mutations import Mutant, mutants

COUNT = 200


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a workspace of three places, closed."""
    folder = tmp_path_factory.mktemp("town") / "workspace"
    put_town(folder, COORDINATOR)
    return folder


def test_the_same_seed_does_the_same_damage() -> None:
    """What was found once can be made again from its name."""
    assert mutants(40, seed=7) == mutants(40, seed=7) != mutants(40, seed=8)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("mutant", mutants(COUNT, seed=2026), ids=lambda mutant: mutant.name)
def test_a_damaged_file_is_accounted_for(mutant: Mutant, town: Path, tmp_path: Path) -> None:
    """A damaged file raises nothing, takes no time, and what is stored of it can be computed.

    Read = stored + duplicate + rejected + pending.
    """
    assert outcome(mutant, town, tmp_path).faults == []
