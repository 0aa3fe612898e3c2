"""Which columns of an area file are likely its names and codes, by what is in them: proposed, not taken for granted."""

import re
from collections.abc import Callable
from typing import Any

import pandas as pd

from karta.sources import values
from karta.sources.profiles import plain

# Most cells of a column that are looked at.
MOST_CELLS = 5_000
_NAME_HINT = re.compile(
    r"na?mn|name|ben[aä]mn|beteckn|titel|omr|stadsdel|bydel|distrikt|bygd|kvarter|t[aä]tort|socken|f[oö]rsamling"
)
# The columns of names of whatever a map shows, and the words that say that a name is of something else.
_OWN_NAME = re.compile(r"na?mn|name|ben[aä]mn|beteckn|titel|title")
_OF_OTHERS = re.compile(
    r"skapa|[aä]ndra|uppdat|registr|signatur|handl[aä]gg|ansvar|kontakt|[aä]gare|f[oö]rvalt|kommentar|anm|beskr|e ?post"
    r"|mail|telefon|tfn|mobil|adress|gata|www|l[aä]nk|user|anv[aä]nd|edit|creat|modif|owner|contact|k[aä]lla|source|fil"
    r"|file|bild|foto|image|sort|kategori|typ|type"
)
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


def hinted_name(attributes: pd.DataFrame, taken: set[str]) -> str | None:
    """Return the column whose heading says that it holds names, and whose cells are words; None without one."""
    for column in map(str, attributes.columns):
        cells = attributes[column]
        if column in taken or not _OWN_NAME.search(plain(column)) or not _may_be_own(cells, column):
            continue
        texts = [text for cell in cells.head(MOST_CELLS) if cell is not None and (text := values.text(cell))]
        if texts and _is_name(texts):
            return column
    return None


def _may_be_own(cells: "pd.Series[Any]", column: str) -> bool:
    """Tell whether a column may say something of the features themselves, and in words or codes."""
    return not (is_numbering(column) or _OF_OTHERS.search(plain(column)) or cells.dtype.kind in "fbM")


def is_numbering(column: str) -> bool:
    """Tell whether a column is what a program calls its rows, which is neither a name nor a code."""
    return _OF_PROGRAM.fullmatch(plain(column)) is not None


def _fits(cells: "pd.Series[Any]", column: str, fits: Callable[[list[str]], bool]) -> bool:
    """Tell whether a column is filled with texts that differ, and that are what is asked for.

    Most areas must have a name, and all of them a code: without a name the code serves.
    """
    if not _may_be_own(cells, column):
        return False
    texts = [values.text(cell) for cell in cells.head(MOST_CELLS) if cell is not None]
    filled = [text for text in texts if text and text != "nan"]
    blank = len(cells.head(MOST_CELLS)) - len(filled)
    most = len(filled) - 1 if fits is _is_name else 0
    return bool(filled) and blank <= most and len(filled) == len(set(filled)) and fits(filled)


def _is_name(texts: list[str]) -> bool:
    """Tell whether texts are words: most of their signs letters, none of them longer than a name is."""
    letters = sum(sign.isalpha() for text in texts for sign in text)
    signs = sum(not sign.isspace() for text in texts for sign in text)
    return 3 * letters > 2 * signs and max(map(len, texts)) <= 80


def _is_code(texts: list[str]) -> bool:
    """Tell whether texts are codes: short, without spaces and with digits."""
    return all(_CODE.fullmatch(text) and not _DATE.fullmatch(text) for text in texts)
