"""Text that people type: made fit to be stored and shown, or refused with a sentence.

The rule is here alone; forms, commands, links and files all ask it. Names of every script, emoji, and marks that turn
the direction of text stay as typed: pages and papers keep those apart from the words around them.
"""

import re
import unicodedata
from collections.abc import Iterator

from karta.errors import InputError

# Characters of a name, and of words about something, that a list or a sheet can still show. [K]
MOST_OF_NAME, MOST_OF_WORDS = 200, 400
# Marks on one letter. Vietnamese has two, Hebrew with cantillation four; what stacks more covers the lines around it.
# Putting thousands of them in order takes seconds, so that this is asked before anything is composed or compared. [K]
MOST_MARKS = 8
# Controls beside tab and line breaks, and what Unicode says is no character; a file of XML cannot hold them.
_CONTROLS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)
# Where marks may be heaped: a quick look, before each sign is asked what it is.
_HEAP = re.compile(rf"[^\w\s\x00-\x7f]{{{MOST_MARKS + 1},}}")
_SURROGATES = re.compile("[\ud800-\udfff]")
# Letters and signs that draw nothing, whatever their category says.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_STACKED = frozenset({"Mn", "Me"})
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zs", "Zl", "Zp", "Mc"}) | _STACKED
_SHOWN = 300


def clean(typed: str, most: int = MOST_OF_WORDS) -> str:
    """Return a typed text as it is stored: composed, on one line, with single spaces, without control characters.

    A text in which nothing can be seen is blank.

    Raises
    ------
    InputError
        `text_unreadable` for halves of characters and for heaps of marks; `words_too_long`.
    """
    # Composing shortens a text to a third at most; what is longer by far is not looked at.
    if len(typed) > 4 * most + 100:
        raise InputError("words_too_long", most=most)
    plain = without_controls(" ".join(typed.split()))
    if is_unreadable(plain):
        raise InputError("text_unreadable")
    # What a control stood between comes together only now.
    plain = " ".join(unicodedata.normalize("NFC", plain).split())
    if not is_visible(plain):
        return ""
    if len(plain) > most:
        raise InputError("words_too_long", most=most)
    return plain


def name(typed: str) -> str:
    """Return a typed name as it is stored; blank where nothing can be seen. Raises InputError as `clean` does."""
    return clean(typed, MOST_OF_NAME)


def is_unreadable(text: str) -> bool:
    """Tell whether a text has halves of characters, which no file can hold, or heaps of marks on one letter."""
    if text.isascii():
        return False
    return _SURROGATES.search(text) is not None or _thinned(text) != text


def is_visible(text: str) -> bool:
    """Tell whether there is anything to see in a text."""
    return any(sign not in _BLANK and unicodedata.category(sign) not in _UNSEEN for sign in text)


def without_controls(text: str) -> str:
    """Return a text without control characters; tabs and line breaks stay."""
    return _CONTROLS.sub("", text) if _CONTROLS.search(text) else text


def readable(text: str) -> str:
    """Return any text so that it can be stored and sent: a sign for each half of a character, no controls, no heaps."""
    if text.isascii():
        return without_controls(text)
    return _thinned(_SURROGATES.sub("\ufffd", without_controls(text)))


def quoted(text: str) -> str:
    """Return any text so that a sentence can quote it: readable, on one line, and cut where it is long."""
    plain = " ".join(readable(text[: 2 * _SHOWN]).split())
    return plain if len(plain) <= _SHOWN else f"{plain[:_SHOWN]}…"


def _thinned(text: str) -> str:
    """Return a text with no more than a few marks on each letter."""
    return _HEAP.sub(lambda run: "".join(_few_marks(run[0])), text)


def _few_marks(run: str) -> Iterator[str]:
    count = 0
    for sign in run:
        count = count + 1 if unicodedata.category(sign) in _STACKED or unicodedata.combining(sign) else 0
        if count <= MOST_MARKS:
            yield sign
