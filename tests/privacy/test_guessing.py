"""All that is public tells no more of where no adults will be than opening hours do; in long form `make guess`."""

import math

import pytest

from tests.privacy import guessing
from tests.privacy.guessing import Town


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Give a small town with months that were published."""
    return guessing.town(tmp_path_factory.mktemp("guessed") / "own", places=40, weeks=20, seed=0)


def test_what_is_public_gains_next_to_nothing(town: Town) -> None:
    """At most 0.02 of the area under the curve beyond opening hours; the rosters, leaked, would give more than that."""
    alone, everything = guessing.guessed(town)
    _, leaked = guessing.guessed(town, leak=True)
    assert alone > 0.5
    assert everything - alone <= 0.02
    assert leaked - alone > 0.02


def test_the_guess_has_months_to_go_on(town: Town) -> None:
    """Some cells are told and differ between areas: a table of dashes would prove nothing."""
    _, everything = guessing.features(town)
    assert any(
        len({value for value in column if not math.isnan(value) and value > 0}) > 1
        for column in everything.T[4:]
    )
