"""What came by a file, in words: its kind and the day, never what it was called."""

from karta.i18n import DEFAULT, text
from karta.store import file_marks


def in_words(source: str, language: str = DEFAULT) -> str:
    """Return the source of a row as people read it; what is no mark of a file stays as it is."""
    parts = file_marks.parts(source)
    if parts is None:
        return source
    kind, day = parts
    return text("register.a_file" if kind else "register.a_file_other", language, kind=kind, day=day)
