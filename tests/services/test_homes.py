"""Where a workspace lies: folders and addresses, what is shown of them, and where what is computed is kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from karta.errors import InputError, NotFoundError
from karta.i18n import error_text
from karta.services import homes, walking_distances
from karta.services.access import viewers
from karta.services.workspace import create, exists, open_workspace, set_setting
from tests.postgresql import Server

URL = "postgresql://anna:Hemligt1@db.example/karta"


@pytest.fixture
def address(postgresql: Server) -> Iterator[str]:
    """Give the address of a workspace without rows."""
    with postgresql.emptied() as url:
        yield url


def test_an_address_of_the_environment_comes_before_a_folder() -> None:
    """KARTA_DATABASE names the home where it is set, else KARTA_WORKSPACE, else the folder workspace."""
    assert homes.of_environment({"KARTA_DATABASE": URL, "KARTA_WORKSPACE": "own"}) == URL
    assert homes.of_environment({"KARTA_DATABASE": "", "KARTA_WORKSPACE": "own"}) == Path("own")
    assert homes.of_environment({}) == Path("workspace")


@pytest.mark.parametrize("chosen", [URL, Path("own")])
def test_another_process_finds_the_same_home(chosen: homes.Home) -> None:
    """What is handed on by the environment is found again, whatever the environment said before."""
    before = {"KARTA_DATABASE": "postgresql://other/other", "KARTA_WORKSPACE": "other"}
    expected = chosen if isinstance(chosen, str) else chosen.resolve()
    assert homes.of_environment({**before, **homes.into_environment(chosen)}) == expected


@pytest.mark.parametrize("typed", [URL, "postgresql://db.example/karta?password=Hemligt1"])
def test_a_password_is_not_taken_from_the_command_line(typed: str) -> None:
    """What everybody on the machine can read in the list of processes is refused, and not repeated."""
    with pytest.raises(InputError, match="url_password") as caught:
        homes.typed_home(typed)
    assert "Hemligt1" not in str(caught.value) + error_text(caught.value, "sv")
    assert homes.typed_home("postgresql://anna@db.example/karta") == "postgresql://anna@db.example/karta"


def test_opening_a_database_is_not_making_one(postgresql: Server) -> None:
    """A database without tables is no workspace and stays as it is; made once, it is one."""
    url = postgresql.empty()
    with pytest.raises(NotFoundError, match="workspace_missing") as caught:
        open_workspace(url)
    assert postgresql.url("x").rpartition("/")[0].rpartition("@")[2] in error_text(caught.value, "sv")
    assert not exists(url)
    create(url).store.close()
    assert exists(url)
    open_workspace(url).store.close()


def test_what_is_computed_stands_in_a_folder_of_this_machine(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A workspace of a database keeps its distances in the machine's cache, by its id and address, not by a user."""
    monkeypatch.delenv("CACHE_DIRECTORY", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    workspace = create(address)
    assert workspace.folder.parent == tmp_path / "karta"
    assert walking_distances._shelf(workspace).folder.is_relative_to(workspace.folder)
    assert workspace.name == address.replace("karta@", "")
    with workspace.store.reading() as reading:
        own = reading.workspace_id()
    other = homes.cache_folder(address, "another id")
    elsewhere = homes.cache_folder(address.replace("/shared", "/elsewhere"), own)
    assert len({workspace.folder, other, elsewhere}) == 3
    assert homes.cache_folder(address.replace("karta@", "b:Hemligt1@"), own) == workspace.folder
    workspace.store.close()


def test_a_service_without_a_home_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system gives no folder for what can be computed again there is none, and no error."""
    for name in ("CACHE_DIRECTORY", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)

    def homeless() -> Path:
        raise RuntimeError

    monkeypatch.setattr(Path, "home", homeless)
    assert not homes.cache_folder(URL, "test").parent.is_dir()


def test_a_municipality_that_another_process_sets_is_seen(address: str) -> None:
    """What a workspace was opened with does not go stale: the municipality is asked for anew."""
    here, there = create(address), create(address)
    assert here.municipality == ""
    set_setting(there, viewers.local(), "municipality", "Ekby", version=0)
    assert here.municipality == "Ekby"
    for workspace in (here, there):
        workspace.store.close()
