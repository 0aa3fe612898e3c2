"""Which columns of an area file are likely its names and codes, by what is in them: proposed, not taken for granted."""

import re
from collections.abc import Callable
from typing import Any

import pandas as pd

from karta.sources import values
from karta.sources.profiles import plain

# Most cells of a column that are looked at.
MOST_CELLS = 5_000
_NAME_HINT = re.compile(r"na?mn|name|omr|stadsdel|distrikt|bygd|kvarter")
_CODE_HINT = re.compile(r"kod|code|nyckel|nyko|(?:^| )nr|nummer|omr|deso|regso|ruta")
# Numbers that programs give their rows, and what they know of themselves.
_OF_PROGRAM = re.compile(
    r"(?:ogc )?fid|objectid.*|gid|id|oid|row ?id|globalid|uuid|guid|shape (?:le|ar).*|layer|path|.*url.*"
)
_CODE = re.compile(r"(?=.*\d)[\w.\-/]{1,20}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d.*")


def likely_columns(attributes: pd.DataFrame, taken: frozenset[str]) -> dict[str, str]:
    """Return the columns that are likely `name` and `code` (by field), of those that are not taken; some or none."""
    likely: dict[str, str] = {}
    free = [column for column in map(str, attributes.columns) if column not in taken]
    for field, fits, hint in (("name", _is_name, _NAME_HINT), ("code", _is_code, _CODE_HINT)):
        rest = [column for column in free if column not in likely.values()]
        fitting = [column for column in rest if _fits(attributes[column], column, fits)]
        hinted = [column for column in fitting if hint.search(plain(column))]
        if best := [*hinted, *(fitting if not likely else [])]:
            likely[field] = best[0]
    return likely


def is_numbering(column: str) -> bool:
    """Tell whether a column is what a program calls its rows, which is neither a name nor a code."""
    return _OF_PROGRAM.fullmatch(plain(column)) is not None


def _fits(cells: "pd.Series[Any]", column: str, fits: Callable[[list[str]], bool]) -> bool:
    """Tell whether a column is filled with texts that differ, and that are what is asked for."""
    if is_numbering(column) or cells.dtype.kind in "fbM":
        return False
    texts = [values.text(cell) for cell in cells.head(MOST_CELLS) if cell is not None]
    filled = [text for text in texts if text and text != "nan"]
    return bool(filled) and len(filled) == len(cells.head(MOST_CELLS)) == len(set(filled)) and fits(filled)


def _is_name(texts: list[str]) -> bool:
    """Tell whether texts are words: most of their signs letters, none of them longer than a name is."""
    letters = sum(sign.isalpha() for text in texts for sign in text)
    signs = sum(not sign.isspace() for text in texts for sign in text)
    return 3 * letters > 2 * signs and max(map(len, texts)) <= 80


def _is_code(texts: list[str]) -> bool:
    """Tell whether texts are codes: short, without spaces and with digits."""
    return all(_CODE.fullmatch(text) and not _DATE.fullmatch(text) for text in texts)
