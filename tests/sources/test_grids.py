"""Text files as rows of cells: how much of them is held while they are read."""

import tracemalloc
from pathlib import Path

import pytest

from karta.errors import InputError
from karta.sources import grids

_MEGABYTE = 1_000_000


def test_a_text_file_that_is_too_long_is_refused_without_being_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of 20 MB of which a hundred rows may be read is refused with a small part of that in memory."""
    monkeypatch.setattr(grids, "MAX_ROWS", 100)
    file = tmp_path / "lång.csv"
    file.write_text("plats;datum\n" + "Torget i Fiktiva;2026-09-18\n" * 750_000, encoding="utf-8")
    tracemalloc.start()
    try:
        with pytest.raises(InputError) as refusal:
            grids.read_text_grid(file)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert refusal.value.code == "file_rows"
    assert most < 6 * _MEGABYTE


def test_letters_are_told_apart_wherever_they_stand_in_a_long_file(tmp_path: Path) -> None:
    """A letter of Windows two megabytes into a file makes it one of Windows, beside one of UTF-8 it is refused."""
    plain = b"plats;datum\n" * 200_000
    file = tmp_path / "brev.csv"
    file.write_bytes(plain + "Björken;2026-09-18\n".encode("cp1252"))
    assert grids.read_text_grid(file).rows[-1] == (200_001, ["Björken", "2026-09-18"])
    file.write_bytes("Ängen;1\n".encode() + plain + "Björken;2\n".encode("cp1252"))
    with pytest.raises(InputError) as refusal:
        grids.read_text_grid(file)
    assert refusal.value.code == "file_encoding"


def test_the_first_lines_are_read_whatever_line_names_the_separator(tmp_path: Path) -> None:
    """`sep=` in the first line is no row, and the rows after it keep the numbers of their lines."""
    file = tmp_path / "sep.csv"
    file.write_text("sep=|\r\nplats|datum\r\n\r\nTorget|2026-09-18\r\n", encoding="utf-8-sig", newline="")
    assert grids.read_text_grid(file).rows == [(2, ["plats", "datum"]), (4, ["Torget", "2026-09-18"])]
