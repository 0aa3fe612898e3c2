"""The light pages are easy to read: short sentences, and colours with enough contrast by day and by night."""

import re
from importlib.resources import files

import pytest

from karta.i18n import LANGUAGES, catalogue

MOST_WORDS = 13
# Text on what it stands on; AA asks for 4.5, and 3 for the edge of a button. Source: WCAG 2.2, 1.4.3 and 1.4.11.
PAIRS = [
    *((ink, ground, 4.5) for ink in ("ink", "quiet", "blue") for ground in ("paper", "card", "note")),
    ("on-blue", "blue", 4.5), ("ink", "care", 4.5), ("blue", "card", 3.0),
]  # fmt: skip


def colours(scheme: str) -> dict[str, str]:
    """Return the variables of the light or the dark style."""
    css = files("karta").joinpath("web", "page.css").read_text(encoding="utf-8")
    plain, dark = re.findall(r":root \{([^}]*)\}", css)[:2]
    variables = dict(re.findall(r"--([\w-]+): (#\w{6})", plain))
    return {**variables, **dict(re.findall(r"--([\w-]+): (#\w{6})", dark))} if scheme == "dark" else variables


def light(colour: str) -> float:
    """Return the relative luminance of a colour."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_enough_contrast(scheme: str) -> None:
    """Ink, quiet text and links on paper, cards and notes, and words on buttons reach AA in both schemes."""
    variables = colours(scheme)
    weak = {}
    for ink, ground, least in PAIRS:
        bright, dim = sorted((light(variables[ink]), light(variables[ground])), reverse=True)
        contrast = (bright + 0.05) / (dim + 0.05)
        if contrast < least:
            weak[ink, ground] = round(contrast, 2)
    assert not weak


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_short(language: str) -> None:
    """No sentence of the light pages has more than thirteen words."""
    long = [
        sentence
        for key, words in catalogue(language).items()
        if key.startswith("web.")
        for sentence in re.split(r"(?<=[.!?:])\s+", words)
        if len(sentence.split()) > MOST_WORDS
    ]
    assert not long
