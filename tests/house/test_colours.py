"""No red: a missing adult is no alarm, and no area is painted as one."""

import colorsys
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SUFFIXES = {".py", ".js", ".css", ".toml", ".html", ".svg"}
HEX = re.compile(r"#([0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3,4})\b")
RGB = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)")
HSL = re.compile(r"hsla?\(\s*([\d.]+)(?:deg)?[\s,]+([\d.]+)%")
NAMED = re.compile(
    r"""(?:['"]|:\s*)(red|darkred|crimson|firebrick|tomato|orangered|indianred|maroon|brown|salmon|lightsalmon|"""
    r"""darksalmon|lightcoral|coral)(?=['"; ])"""
)
SATURATED = 0.3


def reds(text: str) -> Iterator[str]:
    """Give every colour of a text that is saturated and lies between 345 and 15 degrees of hue."""
    for found in HEX.finditer(text):
        digits = found[1] if len(found[1]) > 4 else "".join(2 * digit for digit in found[1])
        if _is_red(*(int(digits[i : i + 2], 16) for i in (0, 2, 4))):
            yield found[0]
    for found in RGB.finditer(text):
        if _is_red(*(int(part) for part in found.groups())):
            yield found[0]
    for found in HSL.finditer(text):
        if float(found[2]) > 100 * SATURATED and _red_hue(float(found[1])):
            yield found[0]
    yield from (found[1] for found in NAMED.finditer(text))


def _is_red(red: int, green: int, blue: int) -> bool:
    hue, saturation, value = colorsys.rgb_to_hsv(red / 255, green / 255, blue / 255)
    return saturation > SATURATED and value > 0.25 and _red_hue(360 * hue)


def _red_hue(degrees: float) -> bool:
    return degrees % 360 >= 345 or degrees % 360 <= 15


def test_no_colour_of_the_app_is_red(tracked: tuple[Path, ...], root: Path) -> None:
    """No file of the package, the app or its settings names a red."""
    places = (root / "karta", root / ".streamlit", root / "streamlit_app.py")
    found = [
        f"{path.relative_to(root)}: {red}"
        for path in tracked
        if path.suffix in SUFFIXES and any(path.is_relative_to(place) for place in places)
        for red in reds(path.read_text(encoding="utf-8"))
    ]
    assert not found


@pytest.mark.parametrize(
    "text", ["#d32f2f", "#f00", "rgb(200, 30, 30)", "hsl(350, 80%, 50%)", "color: crimson;", "'tomato'"]
)
def test_a_red_is_seen(text: str) -> None:
    """The search finds reds in each way of writing them."""
    assert list(reds(text))


@pytest.mark.parametrize("text", ["#2f4b7c", "#8a5a00", "#22262b", "rgb(240, 238, 232)", "hsl(40, 80%, 40%)"])
def test_other_colours_pass(text: str) -> None:
    """Blue, ochre, ink and paper are not taken for red."""
    assert not list(reds(text))
