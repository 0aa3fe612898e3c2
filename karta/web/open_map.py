"""The map of the open side as points and outlines of a drawing: numbers alone, which a template puts into SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

from karta.services.register.open_tonight import Outline, Spot

WIDTH, MARGIN = 320.0, 16.0
LEAST_M, MOST_HEIGHT = 400.0, 420.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the drawing, with the number that it has in the list."""

    number: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing in units of its own: edges of areas as paths, places; `bar` is how long `bar_m` metres are."""

    width: float
    height: float
    edges: tuple[str, ...]
    marks: tuple[Mark, ...]
    bar: float
    bar_m: int


def drawing(spots: Sequence[Spot], numbers: dict[str, int], outlines: Sequence[Outline]) -> Drawing | None:
    """Return where places lie to each other, north up; None where nobody has said of any of them."""
    located = [
        (spot, spot.east, spot.north) for spot in spots if spot.east is not None and spot.north is not None
    ]
    if not located:
        return None
    east_m = _span([east for _, east, _ in located], LEAST_M)
    high_m = _span([north for *_, north in located], LEAST_M / 2)
    scale = min(
        (WIDTH - 2 * MARGIN) / (east_m[1] - east_m[0]), (MOST_HEIGHT - 2 * MARGIN) / (high_m[1] - high_m[0])
    )
    middle = sum(east_m) / 2
    height = (high_m[1] - high_m[0]) * scale + 2 * MARGIN

    def at(east: float, north: float) -> tuple[float, float]:
        return round(WIDTH / 2 + (east - middle) * scale, 1), round(MARGIN + (high_m[1] - north) * scale, 1)

    bar_m = next((m for m in (5_000, 2_000, 1_000, 500, 200) if m * scale <= WIDTH / 3), 100)
    return Drawing(
        WIDTH, round(height + MARGIN, 1),
        tuple("M" + "L".join("{} {}".format(*at(*point)) for point in outline.points) for outline in outlines),
        tuple(Mark(numbers[spot.key], *at(east, north)) for spot, east, north in located),
        round(bar_m * scale, 1), bar_m,
    )  # fmt: skip


def _span(values: list[float], apart: float) -> tuple[float, float]:
    """Return the least and the greatest, so far apart at least; what is added is added on both sides."""
    least, most = min(values), max(values)
    more = max(apart - (most - least), 0) / 2
    return least - more, most + more
