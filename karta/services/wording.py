"""Words that people type about a place or a shift: what reaches or numbers a person must not be kept in them."""

import re

from karta.errors import InputError
from karta.sources.personal import without_numbers

LONGEST = 400
_REACHABLE = re.compile(r"\S+@\S+\.\w+|(?:\+|\b0)\d[\d\s()-]{6,}\d")


def about_places(said: str, longest: int = LONGEST) -> str:
    """Return words with single spaces between them.

    Raises
    ------
    InputError
        `words_too_long`, or `words_about_people` where a personal number, a telephone or a mail address stands in them.
    """
    plain = " ".join(said.split())
    if len(plain) > longest:
        raise InputError("words_too_long", most=longest)
    if without_numbers(plain)[1] or _REACHABLE.search(plain):
        raise InputError("words_about_people")
    return plain
