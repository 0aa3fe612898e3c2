"""Whether a title says that what it names does not take place, as people write it: "Inställt:", "AVBOKAD - ..."."""

import re
import unicodedata
from typing import Literal

from karta.sources.profiles import spelled, words

Cancelled = Literal["yes", "perhaps", "no"]

_WORD = re.compile(r"\w+")
_BRACKETED = re.compile(r"[(\[{<*]\s*(\w+)\s*[!.]*\s*[)\]}>*]")
_NOT = frozenset({"ej", "inte", "icke", "not"})
# "Utgår" is also how a walk starts from a place.
_OFF = re.compile(
    rf"(?!(?:{spelled('called_off', 'sets_out')}) (?:från|kl|klockan)\b)\b(?:{spelled('status', 'cancelled')})\b"
)
_ON_CONDITION = re.compile(r" (?:vid|om|if)\b")
_MOVED = re.compile(rf"\b(?:{spelled('called_off', 'moved')})\b(?! från\b)")
_LATER = re.compile(rf"\b(?:{spelled('called_off', 'later', 'perhaps')})\b")
_NONE = frozenset({"ingen", "inget", "inga", "no"})
# Signs that people put before what is off.
_CROSSED = ("❌", "🚫", "⛔", "✖", "✗", "✘", "❎")


def cancelled_by(title: str) -> Cancelled:
    """Return whether a title says that it is cancelled: plainly at its start, its end or in brackets, or perhaps."""
    title = unicodedata.normalize("NFC", title).casefold()
    typed = _WORD.findall(title)
    if title.strip().startswith(_CROSSED):
        return "perhaps"
    if not typed:
        return "no"
    spoken = " ".join(typed)
    off = [word for word in _OFF.finditer(spoken) if not _is_denied(spoken, word)]
    bracketed = any(words("status").get(word) == "cancelled" for word in _BRACKETED.findall(title))
    if off and (bracketed or _begins(spoken, off[0]) or off[-1].end() == len(spoken)):
        return "yes"
    return "perhaps" if off or typed[0] in _NONE or _MOVED.search(spoken) or _LATER.search(spoken) else "no"


def _begins(spoken: str, word: re.Match[str]) -> bool:
    """Tell whether a title begins with a word and no condition: "Inställt vid regn" is held in fair weather."""
    return word.start() == 0 and _ON_CONDITION.match(spoken, word.end()) is None


def _is_denied(spoken: str, word: re.Match[str]) -> bool:
    """Tell whether a title denies a word: "inte inställd"; of several words, anywhere before them."""
    before = spoken[: word.start()].split()
    return not _NOT.isdisjoint(before if " " in word[0] else before[-1:])
