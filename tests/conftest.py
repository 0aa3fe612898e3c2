"""What every room of tests shares: where the repository lies. Rooms keep their own fixtures beside their tests."""

import functools
import gc
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar, cast

import pytest
from sqlalchemy import Engine, create_engine
from streamlit.components.v2 import manifest_scanner

from karta.store import database, engine
from karta.store.engine import FILE
from tests.postgresql import Server, running

# What a long run of tests keeps is looked through less often than a short program's few things.
gc.set_threshold(50_000, 20, 50)
# numba looks for the package coverage.py and would find the folder tests/coverage, which pytest puts on the path.
cast(dict[str, Any], sys.modules).setdefault("coverage", None)


@pytest.fixture(scope="session")
def root() -> Path:
    """Give the root of the repository."""
    return Path(__file__).resolve().parents[1]


FILL = database._fill


@pytest.fixture(scope="session", autouse=True)
def empty_workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Make the tables of an empty workspace once, and copy them for each new one; `tests/store` makes its own."""
    folder = tmp_path_factory.mktemp("empty")
    FILL(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "_fill", lambda other: shutil.copyfile(folder / FILE, other / FILE))
        yield


@pytest.fixture(scope="session", autouse=True)
def installed_components() -> Iterator[None]:
    """Ask once which installed packages are components: Streamlit reads them all for each page of an AppTest."""
    with pytest.MonkeyPatch.context() as patch:
        scan = functools.cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


class Statements:
    """What SQL each statement is, shared by all engines of a dialect: an engine puts each into words only once."""

    every: ClassVar[dict[tuple[Any, ...], Any]] = {}

    def get(self, key: tuple[Any, ...]) -> Any:
        """Return a statement that has been put into words, None before that; `key` begins with its dialect."""
        return self.every.get((key[0].name, *key[1:]))

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        self.every[(key[0].name, *key[1:])] = compiled


@pytest.fixture(scope="session", autouse=True)
def light_engines() -> Iterator[None]:
    """Let the hundreds of small databases share their statements and not wait for the disk; no test pulls a plug.

    What is killed and has to be whole afterwards are processes of their own, with engines as they are.
    """
    with pytest.MonkeyPatch.context() as patch:

        def created(*given: Any, **settings: Any) -> Engine:
            made = create_engine(*given, **settings)
            made.update_execution_options(compiled_cache=Statements())
            return made

        patch.setattr(engine, "create_engine", created)
        patch.setattr(engine, "_PRAGMAS", (*engine._PRAGMAS, "synchronous=OFF"))
        yield


@pytest.fixture(autouse=True)
def main_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put `__main__` back: AppTest leaves its script there, which a process started later would run again."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """Give a PostgreSQL server that is started for whoever asks first, one for each process of tests."""
    with running() as server:
        yield server
