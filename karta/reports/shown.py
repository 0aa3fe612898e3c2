"""People's own words on paper and in files: as typed, with a code for each sign that cannot be drawn.

Marks that turn the direction of text would let a name rewrite the line it stands in; they are shown, not obeyed.
"""

import unicodedata
from collections.abc import Container

# Marks and overrides of direction, and joiners that draw nothing of their own.
_UNSEEN = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
_PLAIN = {"\n", "\u00ad"}


def shown(words: str, drawable: Container[int] | None = None) -> str:
    """Return a text with every sign that draws nothing, or that no font has, as its code in angle brackets.

    `drawable`: the code points that can be drawn; None where that is somebody else's care (a file).
    """
    return "".join(_sign(sign, drawable) for sign in words)


def _sign(sign: str, drawable: Container[int] | None) -> str:
    if sign in _PLAIN:
        return sign
    if sign == "\t":
        return " "
    if unicodedata.category(sign) in _UNSEEN or (drawable is not None and ord(sign) not in drawable):
        return f"⟨U+{ord(sign):04X}⟩" if drawable is None or 0x27E8 in drawable else f"<U+{ord(sign):04X}>"
    return sign
