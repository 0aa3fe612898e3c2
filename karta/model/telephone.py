"""Telephone numbers of functions, as people write them: `112`, `08-123 45 67`, `+46 8 123 45 67`."""

import re

_WRITTEN = re.compile(r"\+?[0-9(][0-9 ()/\-\u2013\u00a0]*")
LEAST_DIGITS, MOST_DIGITS = 3, 15


def is_number(text: str) -> bool:
    """Tell whether a text is a telephone number and nothing else, a name least of all."""
    digits = sum(sign.isdigit() for sign in text)
    return LEAST_DIGITS <= digits <= MOST_DIGITS and _WRITTEN.fullmatch(text.strip()) is not None
