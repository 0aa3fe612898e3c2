"""Small counts: how many must stand behind a figure before it is shown to somebody whose it is not.

Every page, export, picture and answer of a programme asks this one function; which count it is about differs, never
the limit or who decides it.
"""

from collections.abc import Mapping, Set
from math import floor
from typing import Literal

Behind = Literal["organisations", "persons", "persons_publicly", "places", "shifts", "youths", "areas"]

# Source: METHOD 3.4 (sums of organisations, a rate of shifts), 3.6 [K] (youths, areas); the table of roles (persons of
# an organisation); ten persons for what everybody is told [K]; places as organisations, for what one place of somebody
# else lacks is that one's.
LEAST: Mapping[Behind, int] = {
    "organisations": 3, "persons": 3, "persons_publicly": 10, "places": 3, "shifts": 10, "youths": 100, "areas": 8,
}  # fmt: skip
# What figures told outside are rounded to. [K]
STEP = 5


def holds_back(count: float, behind: Behind) -> bool:
    """Tell whether a figure is held back because too few stand behind it; an unknown count (NaN) is small."""
    return not count >= LEAST[behind]


def shown_groups(members: Mapping[str, Set[str]]) -> set[str]:
    """Return the groups of a table that may be shown beside their sum: name -> the organisations behind it.

    A group of nobody else's is shown. One of too few is held back, and so is what would tell it: where all that is held
    back has too few behind it together, the smallest that is shown is held back, too.
    """
    shown = {name for name, own in members.items() if not own or not holds_back(len(own), "organisations")}
    while held := [name for name in members if name not in shown]:
        together = set().union(*(members[name] for name in held))
        rest = sorted((len(members[name]), name) for name in shown if members[name])
        if not holds_back(len(together), "organisations") or not rest:
            break
        shown.remove(rest[0][1])
    return shown


def in_fives(figure: float) -> int:
    """Return a figure as it is told outside: rounded to fives, halves upwards, so that zero and few look alike."""
    return STEP * floor(figure / STEP + 0.5)
