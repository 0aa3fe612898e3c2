"""Files of the app: whose they are, what they are called, and when they go."""

import re
from collections.abc import Iterator

import pytest
from streamlit.runtime.media_file_storage import MediaFileKind, MediaFileStorageError

from karta.server import files
from karta.server.files import KEPT_SECONDS, SessionFileManager, SessionFiles

MEDIA, DOWNLOAD = MediaFileKind.MEDIA, MediaFileKind.DOWNLOADABLE


@pytest.fixture
def as_session(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Give a list whose last entry is the session that files are made for."""
    sessions = ["anna"]
    monkeypatch.setattr(files, "maker", lambda: sessions[-1])
    return sessions


def test_a_name_belongs_to_one_file_of_one_session_of_one_process(as_session: list[str]) -> None:
    """The same file keeps its name in its session; another session, type, file name or process gives another."""
    storage, other_process = SessionFiles(), SessionFiles()
    first = storage.load_and_get_id(b"gap", "text/csv", DOWNLOAD, "a.csv")
    assert re.fullmatch("[0-9a-f]{32}", first)
    assert storage.load_and_get_id(b"gap", "text/csv", DOWNLOAD, "a.csv") == first
    names = {
        first,
        storage.load_and_get_id(b"gap", "text/csv", DOWNLOAD, "b.csv"),
        storage.load_and_get_id(b"gap", "text/csv", MEDIA, "a.csv"),
        storage.load_and_get_id(b"gap2", "text/csv", DOWNLOAD, "a.csv"),
        storage.load_and_get_id(b"", "text/csv", DOWNLOAD, "a.csvgap"),
        other_process.load_and_get_id(b"gap", "text/csv", DOWNLOAD, "a.csv"),
    }
    as_session.append("bo")
    assert len({*names, storage.load_and_get_id(b"gap", "text/csv", DOWNLOAD, "a.csv")}) == 7


def test_files_go_some_time_after_their_session(as_session: list[str]) -> None:
    """Who is away for nearly two minutes finds them; later they are gone, those of who stayed are not."""
    storage = SessionFiles()
    away = storage.load_and_get_id(b"gap", "x/y", MEDIA)
    as_session.append("bo")
    there = storage.load_and_get_id(b"gap", "x/y", MEDIA)
    left = storage.files[away].seen
    storage.sweep("bo".__eq__, left + KEPT_SECONDS - 1)
    assert set(storage.files) == {away, there}
    storage.sweep("bo".__eq__, left + KEPT_SECONDS + 1)
    assert set(storage.files) == {there}
    with pytest.raises(MediaFileStorageError):
        storage.get_url(away)
    storage.delete_file(away)


def test_a_download_made_later_is_its_button_s(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is made when a button is pressed, outside of any run, belongs to the session that drew the button."""
    storage = SessionFiles()
    manager = SessionFileManager(storage)
    with monkeypatch.context() as run:
        run.setattr(files, "maker", lambda: "anna")
        pressed = manager.add_deferred(lambda: b"gap", "text/csv", "1.2", file_name="a.csv")
    address = manager.execute_deferred(pressed)
    assert storage.files[address.removeprefix("/fil/")].session == "anna"
