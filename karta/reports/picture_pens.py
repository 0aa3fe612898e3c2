"""Two pens that draw the same: one writes SVG, one paints PNG. Places are points of the picture, colours are named."""

import html
import io
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from PIL import Image, ImageDraw, ImageFont

from karta.reports.paper import FAMILY, drawable, font_files
from karta.reports.shown import shown

Point = tuple[float, float]
Box = tuple[float, float, float, float]
# A picture is painted so many times larger and made smaller, so that its edges are smooth; it is kept at KEPT.
_LARGER, _KEPT = 4, 2
_DASH = 4.0


class Pen(Protocol):
    """What a pen can do; a colour is a name."""

    def box(self, box: Box, colour: str) -> None:
        """Fill a rectangle."""

    def areas(self, shapes: Iterable[Any], colour: str) -> None:
        """Fill polygons; lines and points among them are passed over."""

    def lines(self, shapes: Iterable[Any], colour: str, width: float) -> None:
        """Draw lines."""

    def disc(
        self, at: Point, size: float, fill: str, edge: str, width: float, *, dashed: bool = False
    ) -> None:
        """Draw a disc with an edge."""

    def half(self, at: Point, size: float, colour: str) -> None:
        """Fill the lower half of a disc."""

    def text(
        self,
        at: Point,
        words: str,
        size: float,
        colour: str,
        *,
        bold: bool = False,
        middle: bool = False,
        halo: str = "",
    ) -> None:
        """Write words from a point on, or about it; `halo`: what lies around them."""


class SvgPen:
    """Writes SVG. With a second set of colours the picture follows the reader's screen into the dark."""

    def __init__(
        self, wide: float, high: float, light: Mapping[str, str], dark: Mapping[str, str] | None = None
    ) -> None:
        self.wide, self.high, self.light, self.dark = wide, high, light, dark
        self.parts: list[str] = []

    def _of(self, colour: str) -> str:
        return self.light[colour] if self.dark is None else f"var(--{colour})"

    def box(self, box: Box, colour: str) -> None:
        """Fill a rectangle."""
        left, top, right, bottom = box
        self.parts.append(
            f'<rect x="{left:g}" y="{top:g}" width="{right - left:g}" height="{bottom - top:g}" '
            f'style="fill:{self._of(colour)}"/>'
        )

    def areas(self, shapes: Iterable[Any], colour: str) -> None:
        """Fill polygons."""
        rings = [
            f"M{_points(ring.coords)}Z"
            for shape in shapes
            if shape.geom_type == "Polygon"
            for ring in (shape.exterior, *shape.interiors)
        ]
        if rings:
            self.parts.append(
                f'<path d="{"".join(rings)}" style="fill:{self._of(colour)};fill-rule:evenodd"/>'
            )

    def lines(self, shapes: Iterable[Any], colour: str, width: float) -> None:
        """Draw lines."""
        drawn = "".join(f"M{_points(shape.coords)}" for shape in shapes if shape.geom_type == "LineString")
        if drawn:
            style = f"fill:none;stroke:{self._of(colour)};stroke-width:{width:g};stroke-linejoin:round"
            self.parts.append(f'<path d="{drawn}" style="{style}"/>')

    def disc(
        self, at: Point, size: float, fill: str, edge: str, width: float, *, dashed: bool = False
    ) -> None:
        """Draw a disc with an edge."""
        dash = f";stroke-dasharray:{_DASH:g} 3" if dashed else ""
        style = f"fill:{self._of(fill)};stroke:{self._of(edge)};stroke-width:{width:g}{dash}"
        self.parts.append(f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="{size:.1f}" style="{style}"/>')

    def half(self, at: Point, size: float, colour: str) -> None:
        """Fill the lower half of a disc."""
        left, right = at[0] - size, at[0] + size
        path = f"M{left:.1f} {at[1]:.1f}A{size:.1f} {size:.1f} 0 0 0 {right:.1f} {at[1]:.1f}Z"
        self.parts.append(f'<path d="{path}" style="fill:{self._of(colour)}"/>')

    def text(
        self,
        at: Point,
        words: str,
        size: float,
        colour: str,
        *,
        bold: bool = False,
        middle: bool = False,
        halo: str = "",
    ) -> None:
        """Write words."""
        style = f"font-size:{size:g}px;fill:{self._of(colour)};font-weight:{600 if bold else 400}"
        style += ";text-anchor:middle" if middle else ""
        style += f";paint-order:stroke;stroke:{self._of(halo)};stroke-width:3" if halo else ""
        self.parts.append(
            f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" style="{style}">{html.escape(shown(words))}</text>'
        )

    def done(self, title: str) -> bytes:
        """Return the picture."""
        schemes = ""
        if self.dark is not None:
            light, dark = (
                "".join(f"--{name}:{colour};" for name, colour in colours.items())
                for colours in (self.light, self.dark)
            )
            schemes = f"<style>:root{{{light}}}@media (prefers-color-scheme: dark){{:root{{{dark}}}}}</style>"
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.wide:g} {self.high:g}" width="{self.wide:g}" '
            f'height="{self.high:g}" font-family="Fira Sans, Segoe UI, sans-serif">'
        )
        return (
            f"{head}<title>{html.escape(shown(title))}</title>{schemes}{''.join(self.parts)}</svg>".encode()
        )


class PngPen:
    """Paints PNG."""

    def __init__(self, wide: float, high: float, colours: Mapping[str, str]) -> None:
        self.size = (round(wide * _KEPT), round(high * _KEPT))
        self.colours = colours
        self.image = Image.new("RGB", (round(wide * _LARGER), round(high * _LARGER)), colours["paper"])
        self.draw = ImageDraw.Draw(self.image)

    def box(self, box: Box, colour: str) -> None:
        """Fill a rectangle."""
        self.draw.rectangle([side * _LARGER for side in box], fill=self.colours[colour])

    def areas(self, shapes: Iterable[Any], colour: str) -> None:
        """Fill polygons; a hole is painted as the paper that one sees through it."""
        for shape in shapes:
            if shape.geom_type != "Polygon":
                continue
            self.draw.polygon(_larger(shape.exterior.coords), fill=self.colours[colour])
            for ring in shape.interiors:
                self.draw.polygon(_larger(ring.coords), fill=self.colours["paper"])

    def lines(self, shapes: Iterable[Any], colour: str, width: float) -> None:
        """Draw lines."""
        for shape in shapes:
            if shape.geom_type == "LineString":
                self.draw.line(
                    _larger(shape.coords),
                    fill=self.colours[colour],
                    width=round(width * _LARGER),
                    joint="curve",
                )

    def disc(
        self, at: Point, size: float, fill: str, edge: str, width: float, *, dashed: bool = False
    ) -> None:
        """Draw a disc with an edge."""
        around = _around(at, size)
        self.draw.ellipse(around, fill=self.colours[fill])
        thick = round(width * _LARGER)
        if not dashed:
            self.draw.ellipse(around, outline=self.colours[edge], width=thick)
            return
        for start in range(0, 360, 45):
            self.draw.arc(around, start, start + 26, fill=self.colours[edge], width=thick)

    def half(self, at: Point, size: float, colour: str) -> None:
        """Fill the lower half of a disc."""
        self.draw.pieslice(_around(at, size), 0, 180, fill=self.colours[colour])

    def text(
        self,
        at: Point,
        words: str,
        size: float,
        colour: str,
        *,
        bold: bool = False,
        middle: bool = False,
        halo: str = "",
    ) -> None:
        """Write words."""
        font = ImageFont.truetype(font_files()[FAMILY, "B" if bold else ""], round(size * _LARGER))
        self.draw.text(
            (at[0] * _LARGER, at[1] * _LARGER), shown(words, drawable()), fill=self.colours[colour], font=font,
            anchor="ms" if middle else "ls", stroke_width=6 if halo else 0,
            stroke_fill=self.colours[halo] if halo else None,
        )  # fmt: skip

    def done(self) -> bytes:
        """Return the picture."""
        out = io.BytesIO()
        self.image.resize(self.size, Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
        return out.getvalue()


def _points(coordinates: Iterable[Any]) -> str:
    return "L".join(f"{x:.1f} {y:.1f}" for x, y, *_ in coordinates)


def _larger(coordinates: Iterable[Any]) -> list[Point]:
    return [(x * _LARGER, y * _LARGER) for x, y, *_ in coordinates]


def _around(at: Point, size: float) -> list[float]:
    return [
        (at[0] - size) * _LARGER, (at[1] - size) * _LARGER, (at[0] + size) * _LARGER, (at[1] + size) * _LARGER
    ]  # fmt: skip
