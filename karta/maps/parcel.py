"""Parcels: bytes that the browser fetches once and keeps, with a JSON head and typed arrays behind it."""

import json
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

import numpy as np
import numpy.typing as npt

_LEVEL: Final = (
    1  # of zlib: what is packed is so repetitive that more gains little, and costs at 50,000 places
)
_WORD: Final = 8  # bytes: the browser lays typed arrays over what arrives, which must start on whole words


@dataclass(frozen=True, slots=True)
class Parcel:
    """Bytes for the browser and their name: the same content has the same name."""

    key: str
    content: bytes = field(repr=False)


def packed(head: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]] | None = None) -> Parcel:
    """Return a JSON head and arrays behind it as one compressed parcel.

    Laid out as: length of the head (4 bytes, little-endian), the head, then each array from a multiple of 8 on;
    the head's `arrays` lists name, kind (u1, u2, i4), first byte and count.
    """
    body, listed, at = [], [], 0
    for name, array in (arrays or {}).items():
        raw = np.ascontiguousarray(array).tobytes()
        listed.append([name, array.dtype.str[1:], at, array.size])
        padding = -len(raw) % _WORD
        body.append(raw + b"\0" * padding)
        at += len(raw) + padding
    plain = json.dumps(
        {**head, "arrays": listed}, ensure_ascii=True, allow_nan=False, separators=(",", ":")
    ).encode()
    plain += b" " * (-(4 + len(plain)) % _WORD)
    content = _deflated(struct.pack("<I", len(plain)) + plain + b"".join(body))
    return Parcel(sha256(content).hexdigest()[:20], content)


def _deflated(raw: bytes) -> bytes:
    """Return the bytes compressed, with or without a search for repetitions, whichever is shorter."""
    tried = []
    for strategy in (zlib.Z_DEFAULT_STRATEGY, zlib.Z_HUFFMAN_ONLY):
        packer = zlib.compressobj(_LEVEL, strategy=strategy)
        tried.append(packer.compress(raw) + packer.flush())
    return min(tried, key=len)
