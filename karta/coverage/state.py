"""The states of a place in a slot, and the smallest number that is one."""

from enum import IntEnum

# Sums of shares leave crumbs of 1e-16; adults are whole and shares of metres, so nothing real is this small.
CRUMB = 1e-9


class State(IntEnum):
    """The state of a place in a slot (METHOD 3.5).

    SUGGESTED and VISIT (a visit is asked for and missed) are drawn of hours, and never computed with.
    """

    NOT_DECIDED = 0
    NO_NEED = 1
    FULL = 2
    THIN = 3
    EMPTY = 4
    UNKNOWN = 5
    SUGGESTED = 6
    VISIT = 7
