"""Encoding of text in letters that no template, page or script can read as code."""

import re
from typing import Final

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9 ,.:+\-=/\[\]]+")


def encode(text: str) -> str:
    """Return the text as the inside of a JavaScript string, of letters, digits and ` ,.:+-=/[]` alone.

    All else becomes \\uXXXX, so no template, HTML parser, regular expression on names or string delimiter has
    anything to hold on to, however often the result is read. The underscore is among it: the component that
    shows the map rewrites what looks like an identifier of folium.
    """
    return _UNSAFE.sub(lambda match: "".join(f"\\u{unit:04x}" for unit in _utf16(match.group())), text)


def _utf16(text: str) -> tuple[int, ...]:
    raw = text.encode("utf-16-le", "surrogatepass")
    return tuple(int.from_bytes(raw[i : i + 2], "little") for i in range(0, len(raw), 2))
