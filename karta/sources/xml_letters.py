"""In which letters an XML file is written, where that is not what it says or what its first bytes say."""

import re

PLAIN = frozenset({"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "latin-1", "windows-1252", "cp1252"})
_DECLARED = re.compile(r"""<\?xml[^>]*encoding=["']([\w.-]+)["']""")
_WIDE = ("utf-16", "utf16", "ucs-2", "unicode")


def declared(text: str) -> str:
    """Return the letters that the beginning of a file declares, in lower case; blank where it declares none."""
    match = _DECLARED.search(text[:200])
    return match[1].lower() if match else ""


def is_wide(head: bytes) -> bool:
    """Tell whether a file that begins so has two bytes for a letter."""
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in head[:2]


def override(head: bytes) -> str | None:
    """Return the letters of a file that begins so, where its own declaration would mislead; None where it would not.

    Text editors save in two bytes what is declared as UTF-8, and programs declare UTF-16 what they write as UTF-8.
    """
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    if is_wide(head):
        return "UTF-16LE" if head[1:2] == b"\0" else "UTF-16BE"
    return "UTF-8" if declared(head[:200].decode("latin-1")).startswith(_WIDE) else None
