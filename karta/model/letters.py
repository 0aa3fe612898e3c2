"""Letters that look alike and signs that nobody sees: one text, however a program has written it."""

import re
import unicodedata

# Signs that draw nothing and only say how a line may break or in which direction it runs.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0]"
)
_BREAKS = re.compile("[\u00ad\u200b\u2060\ufeff]")
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d"), "-")
_GREEK_OR_CYRILLIC = re.compile("[\u0370-\u03ff\u0400-\u052f]")
# Letters of Cyrillic and Greek that look like Latin ones.
_LATIN = str.maketrans(
    "АВЕЅІЈКМНОРСТУХҮаеѕіјкорсухԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοανκρυ",
    "ABESIJKMHOPCTYXYaesijkopcyxdqwABEZHIKMNOPTYXoavkpu",
)


def seen(text: str) -> str:
    """Return a text composed, without the signs in it that draw nothing."""
    return text if text.isascii() else unicodedata.normalize("NFC", _UNSEEN.sub("", text))


def stored_form(text: str) -> str:
    """Return a text as it is stored: composed, without places where a line may break or a file once began.

    What joins letters or turns their direction stays as typed. Heaps of marks must have been taken out before.
    """
    return text if text.isascii() else unicodedata.normalize("NFC", _BREAKS.sub("", text))


def in_one_writing(text: str) -> str:
    """Return a text as it looks: every dash a hyphen, and letters of other scripts among Latin ones as those.

    A name that is written in another script as a whole stays as it is.
    """
    if text.isascii():
        return text
    plain = _UNSEEN.sub("", text).translate(_DASHES)
    if _GREEK_OR_CYRILLIC.search(plain) is None:
        return plain
    latin = plain.translate(_LATIN)
    return (
        plain
        if _GREEK_OR_CYRILLIC.search(latin) or not any("a" <= sign <= "z" for sign in plain.lower())
        else latin
    )
