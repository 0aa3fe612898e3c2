"""The exact engine's passes: compiled and plain come to the same bits, and the compiler is loaded where it pays."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from karta.coverage.exact import channels, verdict
from karta.coverage.gaps import Coverage, cover
from karta.coverage.presence import VIEWS
from karta.model.tables import Tables
from karta.sources.tables import read_tables
from tests.oracle.folders import write_folder


def covered(tables: Tables, view: str, patch: pytest.MonkeyPatch, *, by_compiler: bool) -> Coverage:
    """Return the coverage made one of the two ways."""
    for module in (channels, verdict):
        patch.setattr(module, "pays", lambda _: by_compiler)
    return cover(tables, view)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(3000, 3010))
def test_compiled_and_plain_are_the_same_coverage(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every array of coverage and presence is equal to the bit, in all views."""
    write_folder(seed, tmp_path)
    tables = read_tables(tmp_path)
    for view in VIEWS if tables.delivered is not None else VIEWS[:2]:
        one = covered(tables, view, monkeypatch, by_compiler=True)
        other = covered(tables, view, monkeypatch, by_compiler=False)
        for name in ("covered", "gap", "unknown", "state", "decided"):
            assert np.array_equal(getattr(one, name), getattr(other, name)), name
        assert np.array_equal(one.need.stay, other.need.stay)
        for name, value in vars(one.presence).items():
            if isinstance(value, np.ndarray):
                assert np.array_equal(value, getattr(other.presence, name)), name


def test_a_small_town_does_not_wait_for_the_compiler() -> None:
    """A town of some hundred places is computed before numba is loaded; a city in slots of five minutes loads it."""
    script = (
        "import sys; from karta.coverage.gaps import cover; from karta.model.compiled import pays;"
        "assert 'numba' not in sys.modules; print(pays(500 * 672), pays(5_000 * 2_016))"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["False", "True"]
