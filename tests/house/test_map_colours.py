"""The map's colours, light and dark: the same names in both, and what is read on each other holds AA."""

import re
from pathlib import Path

import pytest

from tests.house.test_contrast import MARK, TEXT, contrast

# Text with the ground that it stands on; marks with what they stand out from.
READ = {
    "paper": ("ink",), "ink": ("paper",), "darkGrey": ("hatch", "paper"), "onHalf": ("half",),
    "name": ("paper", "green", "water", "building"), "areaName": ("paper",), "text": ("paper",),
}  # fmt: skip
MARKED = {
    "ink": ("pale", "green", "water", "building"),
    "grey": ("paper",),
    "walk": ("paper", "green", "water"),
}


def colours(root: Path) -> dict[str, dict[str, str]]:
    """Return the solid colours of each scheme by their names."""
    script = (root / "karta" / "ui" / "map_assets" / "colours.js").read_text(encoding="utf-8")
    blocks = re.findall(r"const (LIGHT|DARK) = \{(.*?)\};", script, re.DOTALL)
    return {scheme: dict(re.findall(r'(\w+): "([^"]+)"', block)) for scheme, block in blocks}


@pytest.mark.parametrize("scheme", ["LIGHT", "DARK"])
def test_what_the_map_says_can_be_read(root: Path, scheme: str) -> None:
    """Text has 4.5 to 1, marks 3 to 1; both schemes name the same colours."""
    found = colours(root)
    assert found["LIGHT"].keys() == found["DARK"].keys()
    named = found[scheme]
    faint = [
        f"{one} on {other}: {contrast(named[one], named[other]):.2f}"
        for pairs, least in ((READ, TEXT), (MARKED, MARK))
        for one, grounds in pairs.items()
        for other in grounds
        if contrast(named[one], named[other]) < least
    ]
    assert not faint
