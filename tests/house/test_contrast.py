"""Every pair of colours that the app reads on each other holds AA, light and dark, worked out from its own tables."""

import re
import tomllib
from pathlib import Path

import pytest

SCHEMES = ("light", "dark")
# WCAG 2.2: 1.4.3 asks 4.5 of text, 1.4.11 asks 3 of what marks a control or a state.
TEXT, MARK = 4.5, 3.0
# Each colour of text with the grounds that it stands on; each colour of a mark with what it stands out from.
READ = {
    "ink": ("paper", "card", "note", "care", "pale", "still", "hatch", "hatched", "violet-pale"),
    "quiet": ("paper", "card", "note", "violet-pale"),
    "blue": ("paper", "card", "pale", "note"),
    "on-blue": ("blue",),
    "on-half": ("half",),
}
MARKED = {
    "edge": ("paper", "card"),
    "blue": ("card", "hatch"),
    "ochre": ("care", "paper"),
    "violet": ("violet-pale",),
    "dashed": ("card",),
    "focus": ("card", "paper"),
}
STREAMLIT = {
    "primaryColor": "blue", "backgroundColor": "paper", "textColor": "ink", "linkColor": "blue",
}  # fmt: skip


def colours(root: Path, scheme: str) -> dict[str, str]:
    """Return the colours of a scheme by their names in the theme."""
    css = (root / "karta" / "ui" / "theme.css").read_text(encoding="utf-8")
    light, dark, *_ = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    return dict(re.findall(r"--karta-([\w-]+): (#[0-9a-f]{6})", dark if scheme == "dark" else light))


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, as WCAG defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_is_read_and_what_marks_stands_out(root: Path, scheme: str) -> None:
    """Text has 4.5 to 1 on each ground, marks and edges 3 to 1; both schemes name the same colours."""
    named = colours(root, scheme)
    assert named.keys() == colours(root, "light").keys()
    faint = [
        f"{one} on {other}: {contrast(named[one], named[other]):.2f}"
        for pairs, least in ((READ, TEXT), (MARKED, MARK))
        for one, grounds in pairs.items()
        for other in grounds
        if contrast(named[one], named[other]) < least
    ]
    assert not faint


@pytest.mark.parametrize("scheme", SCHEMES)
def test_streamlit_has_the_same_colours(root: Path, scheme: str) -> None:
    """What Streamlit itself draws is in the colours of the theme."""
    config = tomllib.loads((root / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    own = config["theme"][scheme]
    named = colours(root, scheme)
    assert {key: own[key] for key in STREAMLIT} == {key: named[name] for key, name in STREAMLIT.items()}


def test_contrast_is_as_wcag_says() -> None:
    """Black on white is 21, the grey of WCAG's own example #767676 on white is 4.54, a colour on itself 1."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert contrast("#2f4b7c", "#2f4b7c") == 1
