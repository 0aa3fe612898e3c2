"""Maps of what is proposed: every number is readable, none lies on another, and bars are as long as their amounts."""

import xml.etree.ElementTree as ET

import pytest

from karta.reports.plan_map import Bars, Form, Spot, Tag, bars_svg, numbered_svg

SVG = "{http://www.w3.org/2000/svg}"
BOUNDS = (15.0, 59.0, 15.1, 59.05)


def texts(drawing: bytes) -> list[tuple[str, float, float]]:
    """Return what is written in a picture, with where."""
    return [
        (str(text.text), float(text.attrib["x"]), float(text.attrib["y"]))
        for text in ET.fromstring(drawing.decode()).iter(f"{SVG}text")
    ]


def boxes(drawing: bytes, colour: str) -> list[tuple[float, float, float, float]]:
    """Return x, y, width and height of each rectangle of a colour."""
    return [
        (
            float(box.attrib["x"]), float(box.attrib["y"]), float(box.attrib["width"]), float(box.attrib["height"]),
        )
        for box in ET.fromstring(drawing.decode()).iter(f"{SVG}rect")
        if f"--{colour})" in box.attrib["style"]
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["proposed", "locked", "rejected"])
def test_numbers_of_the_same_place_and_of_near_ones_stand_apart(form: Form) -> None:
    """Seven at one place and one at each of six places a few metres away: 13 numbers, each 24 points from the next."""
    near = [Spot(15.05 + 0.0001 * n, 59.025, [Tag(8 + n, form)]) for n in range(6)]
    spots = [Spot(15.05, 59.025, [Tag(n, form) for n in range(1, 8)]), *near]
    written = texts(numbered_svg("Karta", BOUNDS, {}, spots))
    assert sorted(int(text) for text, _, _ in written) == list(range(1, 14))
    apart = [max(abs(x - u), abs(y - v)) for n, (_, x, y) in enumerate(written) for _, u, v in written[:n]]
    assert min(apart) >= 24
    assert all(12 <= x <= 548 and 12 <= y <= 360 for _, x, y in written)


def test_a_mark_at_the_edge_is_moved_into_the_picture() -> None:
    """A place in the corner keeps its number in sight, with a line to where it is."""
    ((text, x, y),) = texts(numbered_svg("Karta", BOUNDS, {}, [Spot(15.1, 59.05, [Tag(1, "proposed")])]))
    assert text == "1"
    assert x <= 560 - 12
    assert y >= 12


def test_bars_are_as_long_as_their_amounts_and_hang_down_below_nothing() -> None:
    """4 is 40 points high, 2 is 20, -1 hangs 10 down; nothing has no bar, but its number stands there."""
    drawing = bars_svg("Karta", BOUNDS, {}, [Bars(15.05, 59.02, (4.0, 2.0, -1.0, 0.0))])
    bars = boxes(drawing, "ink")
    assert [round(height, 1) for _, _, _, height in bars] == [40, 20, 10]
    (_, full, _, high), (_, half, _, _), (_, down, _, _) = bars
    assert (full + high, half + 20, down) == pytest.approx((down, down, down))
    assert [text for text, _, _ in texts(drawing)] == ["1", "2", "3", "4"]


def test_a_map_of_nothing_is_a_map() -> None:
    """Without places, and with bars that are all nothing, a picture is drawn all the same."""
    assert texts(numbered_svg("Karta", BOUNDS, {}, [])) == []
    assert len(texts(bars_svg("Karta", BOUNDS, {}, [Bars(15.05, 59.02, (0.0, 0.0))]))) == 2
    assert b"&lt;b&gt;" in bars_svg("<b>", BOUNDS, {}, [])
