"""Ways of a shift as they are proposed and changed: one a group, each with its stops, its times and its line."""

from dataclasses import dataclass
from datetime import datetime

from karta.model.shift import ShiftVersion

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class WayStop:
    """A stop of a way: where, from when to when (local, aware), and the adult-hours missing there in that hour.

    `opens` is when that hour begins, None where nothing is missing when the group comes; `at` is lon, lat.
    """

    place_id: str
    place: str
    start: datetime
    end: datetime
    worth: float
    opens: datetime | None
    at: Point

    @property
    def minutes(self) -> int:
        """How many minutes it lasts."""
        return round((self.end.timestamp() - self.start.timestamp()) / 60)


@dataclass(frozen=True, slots=True)
class Way:
    """A way: its stops in order, when it sets out and is back (local, aware), its line (lon, lat) and length."""

    stops: tuple[WayStop, ...]
    leave: datetime
    back: datetime
    line: tuple[Point, ...]
    length_m: float


@dataclass(frozen=True, slots=True)
class Left:
    """A place where adults are missing and no group stops, and why: `removed`, or a code of the solver's."""

    place_id: str
    place: str
    why: str


@dataclass(frozen=True)
class WayProposal:
    """Ways of a shift, one a group, and what they leave; `meeting`: where they begin (lon, lat).

    `groups` is how many were asked for, `adults` how many
    go in each. `streets`: whether the workspace has any, else lines are straight;
    `light_known`: whether its map says of some that they are unlit; `lit`: whether those were gone round. `bound` is
    what no ways can be worth more than, in adult-hours; None where that was not searched for, or people changed a way.
    """

    occurrence_id: str
    version: ShiftVersion
    meeting: Point
    groups: int
    adults: int
    ways: tuple[Way, ...]
    left: tuple[Left, ...]
    streets: bool
    light_known: bool
    lit: bool
    bound: float | None
    audience: str

    @property
    def share(self) -> float | None:
        """How much of the best possible the ways reach at least; None without a way, or where nothing is known."""
        if not self.ways or self.bound is None:
            return None
        worth = sum(stop.worth for way in self.ways for stop in way.stops)
        return min(worth / self.bound, 1.0) if self.bound > 0 else 1.0
