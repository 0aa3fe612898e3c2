"""The kinds of a stretch of presence, as flags that the exact counting reads."""

from enum import IntFlag


class Kind(IntFlag):
    """Flags of a stretch: KNOWN number of adults, from CIVIL society, TRAINED, a STOP, or OPEN (a route
    without stops).
    """

    KNOWN = 1
    CIVIL = 2
    TRAINED = 4
    STOP = 8
    OPEN = 16
