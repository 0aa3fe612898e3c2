"""Numbers that people type: within bounds that can be computed with, or refused with a sentence.

Forms have bounds of their own; these hold for whoever calls a service, and keep what cannot be computed with (no
number at all, a point at no place) out of the store.
"""

from karta.errors import InputError

# Adults of a shift, a rule or a request: as many as a cell of a file may say.
MOST_ADULTS = 500
# Around Sweden, where EPSG:3006 measures well.
_SOUTH, _NORTH, _WEST, _EAST = 45, 80, -10, 45


def number(typed: float, least: float, most: float) -> float:
    """Return a typed number.

    Raises
    ------
    InputError
        `number_outside` for what is none (NaN), and outside `least` to `most`.
    """
    if not least <= typed <= most:
        raise InputError("number_outside", least=least, most=most)
    return float(typed)


def whole(typed: float, least: int, most: int) -> int:
    """Return a typed whole number. Raises InputError `number_outside`, also for parts of one."""
    if not least <= typed <= most or typed != int(typed):
        raise InputError("number_outside", least=least, most=most)
    return int(typed)


def adults(typed: float, least: int = 0) -> float:
    """Return a typed number of adults.

    Raises
    ------
    InputError
        `adults_not_whole` for parts of one, for none (NaN) and below `least`; `number_outside` for a whole crowd.
    """
    if not least <= typed or (typed <= MOST_ADULTS and typed != int(typed)):
        raise InputError("adults_not_whole", value=str(typed))
    return number(typed, least, MOST_ADULTS)


def digits(typed: str, most: int) -> int | None:
    """Return the number that a text of digits says, None for other texts and for more than `most`."""
    # A text of thousands of digits is refused by int() itself.
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= len(str(most))):
        return None
    return int(typed) if int(typed) <= most else None


def position(lat: float, lon: float) -> tuple[float, float]:
    """Return latitude and longitude in degrees.

    Raises
    ------
    InputError
        `point_unreadable` for what is no point (NaN), or nowhere near Sweden.
    """
    if not (_SOUTH <= lat <= _NORTH and _WEST <= lon <= _EAST):
        raise InputError("point_unreadable", value=f"{lat}, {lon}")
    return float(lat), float(lon)
