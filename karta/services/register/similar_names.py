"""Finds names that differ in their writing alone and may be one organisation. Suggests, never decides."""

import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import combinations

from karta.model.place import name_key

# What a kind of association is called in full, and how it is written for short.
_SHORT = {
    "idrottsförening": "if", "idrottsföreningen": "if", "idrottsklubb": "ik", "idrottssällskap": "is",
    "fotbollsförening": "ff", "fotbollsklubb": "fk", "bollklubb": "bk", "sportklubb": "sk", "handbollsklubb": "hk",
    "ishockeyklubb": "hc", "simsällskap": "ss", "gymnastikförening": "gf",
}  # fmt: skip
# Words that say how an organisation is registered, not which one it is.
_SILENT = frozenset(
    {"ideell", "ekonomisk", "ek", "för", "förening", "föreningen", "ab", "aktiebolag", "hb", "kb", "i", "och"}
)
_LEAST = 5
_NEARLY = 0.9


def form(name: str) -> str:
    """Return a name as it is compared: without legal form, order, genitive and accents; never empty for a name."""
    words = "".join(c if c.isalnum() else " " for c in name_key(name)).split()
    telling = [_SHORT.get(word, word) for word in words if word not in _SILENT] or words
    return " ".join(sorted(_plain(word) for word in telling))


def pairs(names: Sequence[str]) -> list[tuple[int, int]]:
    """Return which names (by position, the earlier first) are the same but for their writing or one letter."""
    forms = [form(name) for name in names]
    groups: dict[str, list[int]] = {}
    for at, text in enumerate(forms):
        for key in _shorter(text):
            groups.setdefault(key, []).append(at)
    alike = {
        (first, second)
        for group in groups.values()
        for first, second in combinations(group, 2)
        if first != second and _same(forms[first], forms[second])
    }
    return sorted(alike)


def _plain(word: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    return bare[:-1] if len(bare) > _LEAST and bare.endswith("s") else bare


def _shorter(text: str) -> Iterator[str]:
    """Yield the form and what is left of it without one letter: forms one letter apart have one of these in common."""
    yield text
    yield from {text[:at] + text[at + 1 :] for at in range(len(text))} - {text}


def _same(first: str, second: str) -> bool:
    """Tell whether two forms are equal or a slip apart; numbers and short words tell names apart."""
    if first == second:
        return True
    differing = set(first.split()) ^ set(second.split())
    if any(len(word) < _LEAST or not word.isalpha() for word in differing):
        return False
    return SequenceMatcher(None, first, second).ratio() >= _NEARLY
