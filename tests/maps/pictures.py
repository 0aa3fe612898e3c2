"""A small week, its picture, and what a browser reads of them."""

import json
import zlib
from typing import Any

import numpy as np
import pandas as pd

from karta import maps
from karta.ui.gap_map import labels

AT = maps.Addresses(
    script="../own/map.js",
    style="../own/map.css",
    parcel=lambda parcel: f"../../media/{parcel.key}.bin",
    ground=lambda base: f"../ground/{base.key}/",
)


def read_as_javascript(literal: str) -> str:
    """Return what JavaScript reads in a string literal that escapes by \\uXXXX alone: an oracle of our own."""
    units = []
    i = 0
    while i < len(literal):
        if literal[i] == "\\":
            assert literal[i + 1] == "u"
            units.append(int(literal[i + 2 : i + 6], 16))
            i += 6
        else:
            units.append(ord(literal[i]))
            i += 1
    return b"".join(unit.to_bytes(2, "little") for unit in units).decode("utf-16-le", "surrogatepass")


def week(**changes: Any) -> maps.Week:
    """Return a week of two places and three hours over midnight."""
    facts: dict[str, Any] = {
        "places": pd.DataFrame(
            {
                "place_id": ["a", "b"],
                "name": ["{{7*7}}", "B"],
                "kind": ["square", "school"],
                "kind_label": ["Torg", "Skola"],
                "lon": [15.01, 15.02],
                "lat": [59.01, 59.02],
            }
        ),
        "hours": ["fre 18 sep 22-23", "fre 18 sep 23-00", "lör 19 sep 00-01"],
        "states": np.array([[4, 3, 2], [0, 1, 5]], dtype=np.uint8),
        "gap": np.array([[2.0, 0.5, 0.0], [np.nan, 0.0, np.nan]]),
        "presence": np.array([[0.0, 1.5, 2.0], [0.0, 0.0, np.nan]]),
    }
    return maps.Week(**(facts | changes))


def picture(**changes: Any) -> maps.MapPicture:
    """Return a picture of that week."""
    facts: dict[str, Any] = {
        "bounds": (15.0, 59.0, 15.1, 59.1),
        "opening": (15.02, 59.02, 15.06, 59.06),
        "base": maps.base_map({}),
        "week": maps.pack_week(week()),
        "hour": 1,
        "selected": "a",
        "labels": labels(),
        "attribution": "\u00a9 someone",
        "areas": [("Öster {{7*7}}", 15.05, 59.05)],
        "jumps": [maps.Jump("Fredag natt", 1), maps.Jump("Nu", 20, "2026-09-21")],
    }
    return maps.MapPicture(**(facts | changes))


def opened(content: bytes) -> dict[str, Any]:
    """Return a parcel as the browser opens it: an oracle of our own, byte by byte."""
    plain = zlib.decompress(content)
    length = int.from_bytes(plain[:4], "little")
    contents: dict[str, Any] = json.loads(plain[4 : 4 + length])
    for name, kind, at, count in contents["arrays"]:
        size = int(kind[1])
        assert (4 + length + at) % size == 0, "a typed array must start on a whole word"
        contents[name] = np.frombuffer(plain, f"<{kind}", count, 4 + length + at).tolist()
    return contents


def sent_to_browser(drawing: maps.Drawing) -> dict[str, Any]:
    """Return the data that a drawing carries, read as the browser reads it."""
    (carrier,) = drawing.layer._children.values()
    contents: dict[str, Any] = json.loads(read_as_javascript(carrier.text))
    return contents
