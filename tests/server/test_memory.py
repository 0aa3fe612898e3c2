"""The C library is told to give freed memory back; one that cannot be told is left as it is."""

import ctypes
from types import SimpleNamespace

import pytest

from karta.server import memory


def test_what_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of the three settings is told once; it is known where one is refused."""
    told: list[tuple[int, int]] = []

    def mallopt(what: int, much: int) -> int:
        told.append((what, much))
        return int(what != refused)

    monkeypatch.setattr(ctypes, "CDLL", lambda _: SimpleNamespace(mallopt=mallopt))
    refused = 0
    assert memory.keep_little()
    assert dict(told) == memory.SETTINGS
    refused = -8
    assert not memory.keep_little()


def test_a_library_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on musl or a Mac: nothing happens."""
    monkeypatch.setattr(ctypes, "CDLL", lambda _: SimpleNamespace())
    assert not memory.keep_little()
