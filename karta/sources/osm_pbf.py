"""OpenStreetMap in its packed form (PBF), read once into the same elements as XML; who mapped what is not read.

A file is a row of blobs, each a small message of numbered fields; only the fields that are wanted are looked at.
"""

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt

from karta.errors import InputError
from karta.sources.osm_xml import TAGS, Elements

# What the format itself allows for a header and for a block.
MOST_HEADER, MOST_BLOCK = 64 * 1024, 32 * 1024 * 1024
_FEATURES = {b"OsmSchema-V0.6", b"DenseNodes"}
_KEPT = {name.encode(): name for name in TAGS}
_WAY = 1

Numbers = npt.NDArray[np.int64]
Fields = dict[int, list[int | bytes]]


def read_elements(path: Path) -> Elements:
    """Return the elements of an OSM PBF file.

    Raises
    ------
    InputError
        When it is cut off, or has what this reader does not know (history, other ways of packing).
    """
    found = Elements()
    try:
        with path.open("rb") as handle:
            while prefix := handle.read(4):
                header = _fields(_exactly(handle, int.from_bytes(prefix, "big"), MOST_HEADER))
                block = _unpacked(_exactly(handle, _int(header, 3), MOST_BLOCK))
                if _bytes(header, 1) == b"OSMHeader":
                    if not set(_fields(block).get(4, ())) <= _FEATURES:
                        raise InputError("file_unreadable")
                elif _bytes(header, 1) == b"OSMData":
                    _take(block, found)
    except (IndexError, ValueError, KeyError, TypeError, OverflowError, zlib.error) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("file_unreadable") from error
    return found


def _exactly(handle: IO[bytes], size: int, most: int) -> bytes:
    content = handle.read(size) if 0 <= size <= most else b""
    if len(content) != size:
        raise InputError("file_unreadable")
    return content


def _unpacked(blob: bytes) -> bytes:
    fields = _fields(blob)
    if 3 not in fields:
        return _bytes(fields, 1)
    unpacker = zlib.decompressobj()
    block = unpacker.decompress(_bytes(fields, 3), MOST_BLOCK)
    if unpacker.unconsumed_tail or not unpacker.eof:
        raise InputError("file_unreadable")
    return block


def _take(block: bytes, found: Elements) -> None:
    """Add the elements of a block."""
    fields = _fields(block)
    texts = [text for text in _fields(_bytes(fields, 1)).get(1, ()) if isinstance(text, bytes)]
    scale = _int(fields, 17, 100), _int(fields, 19), _int(fields, 20)
    for group in fields.get(2, ()):
        parts = _fields(_text(group))
        for node in parts.get(1, ()):
            said = _fields(_text(node))
            at, lat, lon = (
                _signed(np.array([_int(said, n) % (1 << 64)], dtype=np.uint64)) for n in (1, 8, 9)
            )
            _nodes(found, at, lat, lon, scale)
            if tags := _tags(said, texts):
                found.node_tags[int(at[0])] = tags
        for dense in parts.get(2, ()):
            _dense(_fields(_text(dense)), texts, scale, found)
        for way in parts.get(3, ()):
            said = _fields(_text(way))
            found.ways[_int(said, 1)] = np.cumsum(_signed(_packed(said, 8))).tolist()
            found.way_tags[_int(said, 1)] = _tags(said, texts)
        for relation in parts.get(4, ()):
            _relation(_fields(_text(relation)), texts, found)


def _dense(said: Fields, texts: list[bytes], scale: tuple[int, int, int], found: Elements) -> None:
    ids, lat, lon = (np.cumsum(_signed(_packed(said, number))) for number in (1, 8, 9))
    if not len(ids) == len(lat) == len(lon):
        raise InputError("file_unreadable")
    _nodes(found, ids, lat, lon, scale)
    at, marks = 0, iter(_packed(said, 10).tolist())
    for key in marks:
        if key == 0:
            at += 1
            continue
        value = next(marks, 0)
        if name := _KEPT.get(texts[key]):
            found.node_tags.setdefault(int(ids[at]), {})[name] = texts[value].decode()


def _nodes(found: Elements, ids: Numbers, lat: Numbers, lon: Numbers, scale: tuple[int, int, int]) -> None:
    granularity, lat_offset, lon_offset = scale
    south, east = (lat * granularity + lat_offset) * 1e-9, (lon * granularity + lon_offset) * 1e-9
    there = (np.abs(south) <= 90) & (np.abs(east) <= 180)
    spots = zip(east[there].tolist(), south[there].tolist(), strict=True)
    found.nodes.update(zip(ids[there].tolist(), spots, strict=True))


def _relation(said: Fields, texts: list[bytes], found: Elements) -> None:
    tags = _tags(said, texts)
    if tags.get("type") not in {"multipolygon", "boundary"}:
        return
    roles, kinds = _packed(said, 8).tolist(), _packed(said, 10).tolist()
    members = np.cumsum(_signed(_packed(said, 9))).tolist()
    found.relations[_int(said, 1)] = [
        (member, texts[role].decode())
        for member, role, kind in zip(members, roles, kinds, strict=True)
        if kind == _WAY
    ]
    found.relation_tags[_int(said, 1)] = tags


def _tags(said: Fields, texts: list[bytes]) -> dict[str, str]:
    pairs = zip(_packed(said, 2).tolist(), _packed(said, 3).tolist(), strict=True)
    return {name: texts[value].decode() for key, value in pairs if (name := _KEPT.get(texts[key]))}


def _fields(message: bytes) -> Fields:
    """Return the fields of a message by number: whole numbers, and pieces of bytes."""
    found: Fields = {}
    for number, value in _each(message):
        found.setdefault(number, []).append(value)
    return found


def _each(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        kind = tag & 7
        if kind == 0:
            value, at = _varint(message, at)
            yield tag >> 3, value
            continue
        size = {1: 8, 5: 4}.get(kind)
        if kind == 2:
            size, at = _varint(message, at)
        if size is None or at + size > len(message):
            raise InputError("file_unreadable")
        yield tag >> 3, message[at : at + size]
        at += size


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        byte = message[at]
        value |= (byte & 127) << shift
        at += 1
        if byte < 128:
            return value, at
    raise InputError("file_unreadable")


def _packed(said: Fields, number: int) -> npt.NDArray[np.uint64]:
    """Return a packed list of whole numbers, decoded at once."""
    raw = np.frombuffer(b"".join(_text(part) for part in said.get(number, ())), dtype=np.uint8)
    if not len(raw):
        return np.empty(0, dtype=np.uint64)
    last = raw < 128
    starts = np.concatenate(([0], np.flatnonzero(last)[:-1] + 1))
    if not last[-1] or np.diff(np.append(starts, len(raw))).max() > 10:
        raise InputError("file_unreadable")
    place = np.arange(len(raw)) - np.repeat(starts, np.diff(np.append(starts, len(raw))))
    pieces = (raw & 127).astype(np.uint64) << (place * 7).astype(np.uint64)
    return np.asarray(np.add.reduceat(pieces, starts), dtype=np.uint64)


def _signed(numbers: npt.NDArray[np.uint64]) -> Numbers:
    return ((numbers >> np.uint64(1)) ^ (~(numbers & np.uint64(1)) + np.uint64(1))).astype(np.int64)


def _int(fields: Fields, number: int, default: int = 0) -> int:
    value = fields.get(number, [default])[-1]
    if not isinstance(value, int):
        raise InputError("file_unreadable")
    # Negative numbers that are not packed in zigzag take ten bytes.
    return value - (1 << 64) if value >= 1 << 63 else value


def _bytes(fields: Fields, number: int) -> bytes:
    return _text(fields[number][-1])


def _text(value: int | bytes) -> bytes:
    if not isinstance(value, bytes):
        raise InputError("file_unreadable")
    return value
