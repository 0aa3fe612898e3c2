"""What a Shapefile is sent with or without: its table, and the file that says how the table's letters are written."""

import codecs
from pathlib import Path

from karta.errors import InputError

_PARTS = (".shx", ".dbf", ".prj", ".cpg")
# How the letters of a table may be written where its own word for it is wrong, the likely first.
_WAYS = ("cp1252", "cp850", "mac_roman")
_LETTERS = frozenset("åäöéüÅÄÖÉÜæøÆØ–—’”´°§½·")
_LATIN_1 = "cp1252"
_PLAIN = bytes(range(128))
# Bytes of a table that are looked through: the letters of a file are all written in one way.
_MOST_BYTES = 20_000_000


def completed(path: Path) -> Path:
    """Return a Shapefile once its parts are called as it is, whatever their capitals.

    Raises
    ------
    InputError
        When its table is missing: names and kinds stand there.
    """
    beside = {(file.stem.casefold(), file.suffix): file for file in path.parent.iterdir()}
    for suffix in _PARTS:
        part = beside.get((path.stem.casefold(), suffix))
        if part is not None and part != path.with_suffix(suffix):
            part.rename(path.with_suffix(suffix))
    if not path.with_suffix(".dbf").exists():
        raise InputError("shape_without_table", table=f"{path.stem}.dbf")
    return path


def encoding_of(path: Path) -> str | None:
    """Return how a Shapefile's table is written, by the letters in it; None where all of them are plain."""
    with path.with_suffix(".dbf").open("rb") as handle:
        table = handle.read(_MOST_BYTES)
    body = table[int.from_bytes(table[8:10], "little") :]
    marks = body.translate(None, _PLAIN)
    if not marks:
        return None
    # A field that is too short may cut a letter of UTF-8; of any other writing hardly a letter is one.
    cut = body.decode("utf-8", errors="replace").count("\ufffd")
    if 20 * cut <= len(marks) - cut:
        return "utf-8"
    ways = list(dict.fromkeys([*_declared(path), *_WAYS]))
    return max(ways, key=lambda way: _share(marks, way))


def _declared(path: Path) -> list[str]:
    """Return the encoding of single bytes that the file beside the table names; none where it names no such."""
    stated = path.with_suffix(".cpg")
    word = stated.read_text(encoding="latin-1").strip() if stated.exists() else ""
    for name in (word, f"cp{word.rpartition(' ')[2]}"):
        try:
            known = codecs.lookup(name).name
            is_single = len(bytes(range(128)).decode(known)) == 128 and known != "utf-8"
        except (LookupError, ValueError):
            continue
        if is_single:
            return [_LATIN_1 if known == "iso8859-1" else known]
    return []


def _share(marks: bytes, way: str) -> float:
    """Return which share of the marks are letters that Swedish names are written with."""
    text = marks.decode(way, errors="replace")
    return sum(mark in _LETTERS for mark in text) / max(len(text), 1)
