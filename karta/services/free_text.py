"""Checks words typed about a place or a shift: no personal number, telephone or mail address may be stored in them."""

import re

from karta.errors import InputError
from karta.model import typed_text
from karta.sources.personal import without_numbers

_REACHABLE = re.compile(r"\S+@\S+\.\w+|(?:\+|\b0)\d[\d\s()-]{6,}\d")


def about_places(typed: str, longest: int = typed_text.MOST_OF_WORDS) -> str:
    """Return words as they are stored, with single spaces between them.

    Raises
    ------
    InputError
        `words_too_long`, `text_unreadable`, or `words_about_people` where a personal number, a telephone or a mail
        address stands in them.
    """
    plain = typed_text.clean(typed, longest)
    if without_numbers(plain)[1] or _REACHABLE.search(plain):
        raise InputError("words_about_people")
    return plain
