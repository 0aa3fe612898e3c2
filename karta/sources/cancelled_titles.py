"""Whether a title says that what it names does not take place, as people write it: "Inställt:", "AVBOKAD - ..."."""

import re
import unicodedata
from typing import Literal

from karta.sources.profiles import words

Cancelled = Literal["yes", "perhaps", "no"]

_WORD = re.compile(r"\w+")
_BRACKETED = re.compile(r"[(\[{<*]\s*(\w+)\s*[!.]*\s*[)\]}>*]")
_NOT = frozenset({"ej", "inte", "icke", "not"})
# Signs that people put before what is off.
_CROSSED = ("❌", "🚫", "⛔", "✖", "✗", "✘", "❎")
_MOVED = frozenset({"flyttad", "flyttat", "flyttas", "framflyttad", "framflyttat"})
_NONE = frozenset({"ingen", "inget", "inga", "no"})
_LATER = frozenset(
    {"uppskjuten", "uppskjutet", "framskjuten", "framskjutet", "postponed", "declined", "avböjd"}
)
# "Utgår" is also how a walk starts from a place.
_FROM = frozenset({"från", "kl", "klockan"})


def cancelled_by(title: str) -> Cancelled:
    """Return whether a title says that it is cancelled: plainly at its start, its end or in brackets, or perhaps."""
    title = unicodedata.normalize("NFC", title).casefold()
    typed = _WORD.findall(title)
    if title.strip().startswith(_CROSSED):
        return "perhaps"
    if not typed:
        return "no"
    at = [n for n in range(len(typed)) if _says_cancelled(typed, n)]
    bracketed = any(words("status").get(word) == "cancelled" for word in _BRACKETED.findall(title))
    if at and (bracketed or at[0] == 0 or at[-1] == len(typed) - 1):
        return "yes"
    moved = any(
        word in _MOVED and following != "från"
        for word, following in zip(typed, [*typed[1:], ""], strict=True)
    )
    return "perhaps" if at or moved or typed[0] in _NONE or _LATER & set(typed) else "no"


def _says_cancelled(typed: list[str], at: int) -> bool:
    """Tell whether a word of a title means cancelled, alone or as the end of "ställs in"."""
    if at and typed[at - 1] in _NOT:
        return False
    if typed[at] == "in":
        return at > 0 and typed[at - 1] in {"ställs", "ställts", "ställdes"} and not set(typed[:at]) & _NOT
    follows = typed[at + 1] if at + 1 < len(typed) else ""
    return words("status").get(typed[at]) == "cancelled" and follows not in _FROM
