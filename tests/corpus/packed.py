"""OpenStreetMap as PBF, written field by field: a school, a street of three nodes, and a park with a ring."""

import struct
import zlib

TEXTS = ("", "amenity", "school", "name", "Ekskolan", "highway", "residential", "Ekgatan", "leisure", "park", "Eken",
         "type", "multipolygon", "outer", "user")  # fmt: skip
SPOTS = {1: (59.3294, 18.0583), 2: (59.3295, 18.0583), 3: (59.3296, 18.0590), 9: (59.33, 18.06)}


def files() -> dict[str, bytes]:
    """Return packed maps by file name."""
    plain = osm_pbf()
    return {
        "pbf_plain.osm.pbf": plain,
        "pbf_unpacked_blobs.osm.pbf": osm_pbf(squeeze=False),
        "pbf_single_nodes.osm.pbf": osm_pbf(dense=False),
        "pbf_cut.osm.pbf": plain[:-20],
        "pbf_history.osm.pbf": osm_pbf(feature=b"HistoricalInformation"),
        "pbf_bomb.osm.pbf": _blob(b"OSMHeader", bytes(60_000_000)),
        "pbf_as_roster.osm.pbf": plain,
    }


def osm_pbf(*, squeeze: bool = True, dense: bool = True, feature: bytes = b"DenseNodes") -> bytes:
    """Return a file of a header and one block."""
    header = _piece(4, b"OsmSchema-V0.6") + _piece(4, feature)
    texts = _piece(1, b"".join(_piece(1, text.encode()) for text in TEXTS))
    groups = [_piece(2, _dense())] if dense else [b"".join(_piece(1, _node(node)) for node in SPOTS)]
    street = _number(1, 5) + _list(2, [5, 3]) + _list(3, [6, 7]) + _list(8, _deltas([1, 2, 3]))
    ring = _number(1, 6) + _list(8, _deltas([1, 2, 3, 1]))
    park = (
        _number(1, 7) + _list(2, [11, 8, 3]) + _list(3, [12, 9, 10]) + _list(8, [13]) + _list(9, _deltas([6]))
    )
    groups += [_piece(3, street) + _piece(3, ring), _piece(4, park + _list(10, [1]))]
    block = texts + b"".join(_piece(2, group) for group in groups)
    return _blob(b"OSMHeader", header, squeeze=squeeze) + _blob(b"OSMData", block, squeeze=squeeze)


def _dense() -> bytes:
    tags = [0 for _ in SPOTS if _ != 9] + [1, 2, 3, 4, 0]
    places = [[_units(spot[at]) for spot in SPOTS.values()] for at in (0, 1)]
    return (
        _list(1, _deltas(list(SPOTS)))
        + _list(8, _deltas(places[0]))
        + _list(9, _deltas(places[1]))
        + _list(10, tags)
    )


def _node(node: int) -> bytes:
    lat, lon = SPOTS[node]
    tags = _list(2, [1, 3]) + _list(3, [2, 4]) if node == 9 else b""
    return (
        _number(1, _zigzag(node)) + tags + _number(8, _zigzag(_units(lat))) + _number(9, _zigzag(_units(lon)))
    )


def _units(degrees: float) -> int:
    return round(degrees * 10_000_000)


def _blob(kind: bytes, content: bytes, *, squeeze: bool = True) -> bytes:
    inside = _number(2, len(content)) + _piece(3, zlib.compress(content)) if squeeze else _piece(1, content)
    header = _piece(1, kind) + _number(3, len(inside))
    return struct.pack(">I", len(header)) + header + inside


def _deltas(numbers: list[int]) -> list[int]:
    return [_zigzag(number - before) for number, before in zip(numbers, [0, *numbers], strict=False)]


def _zigzag(number: int) -> int:
    return number * 2 if number >= 0 else -number * 2 - 1


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    return bytes([*found, number])


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _piece(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _list(field: int, numbers: list[int]) -> bytes:
    return _piece(field, b"".join(_varint(number) for number in numbers))
