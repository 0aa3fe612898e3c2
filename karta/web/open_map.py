"""The map of the open side as points and outlines of a drawing: numbers alone, which a template puts into SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

from karta.services.register.open_tonight import Spot

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
    """A drawing in units of its own; `bar` is how long `bar_m` metres are."""

    width: float
    height: float
    marks: tuple[Mark, ...]
    bar: float
    bar_m: int


def drawing(spots: Sequence[Spot], numbers: dict[str, int]) -> Drawing | None:
    """Return where places lie to each other, north up; None where nobody has said of any of them."""
    located = [
        (spot, spot.east, spot.north) for spot in spots if spot.east is not None and spot.north is not None
    ]
    if not located:
        return None
    west, south = min(east for _, east, _ in located), min(north for *_, north in located)
    wide = max(max(east for _, east, _ in located) - west, LEAST_M)
    high = max(max(north for *_, north in located) - south, LEAST_M)
    scale = min((WIDTH - 2 * MARGIN) / wide, (MOST_HEIGHT - 2 * MARGIN) / high)
    height = high * scale + 2 * MARGIN
    marks = [
        Mark(
            numbers[spot.key], round(MARGIN + (east - west) * scale, 1),
            round(height - MARGIN - (north - south) * scale, 1),
        )
        for spot, east, north in located
    ]  # fmt: skip
    bar_m = next((m for m in (5_000, 2_000, 1_000, 500, 200) if m * scale <= WIDTH / 3), 100)
    return Drawing(WIDTH, round(height + MARGIN, 1), tuple(marks), round(bar_m * scale, 1), bar_m)
