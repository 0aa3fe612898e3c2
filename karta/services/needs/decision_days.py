"""How long a decision about a need is in force: until its last day, half a year ahead at most (METHOD 3.1)."""

from datetime import date, timedelta

from karta.errors import InputError

# How long a decision is in force at most before it is made anew. Source: METHOD 3.1, half a year [K].
LASTS = timedelta(days=183)


def last_day(today: date, first: date | None, last: date | None) -> date:
    """Return the last day of a decision made today: `last`, or half a year after it begins.

    Raises
    ------
    InputError
        `need_too_long`, `season_reversed` when it would end before it begins.
    """
    begins = max(today, first or today)
    if last is None:
        return begins + LASTS
    if last > begins + LASTS:
        raise InputError("need_too_long", days=LASTS.days, last=begins + LASTS)
    if first is not None and last < first:
        raise InputError("season_reversed", first=first, last=last)
    return last
