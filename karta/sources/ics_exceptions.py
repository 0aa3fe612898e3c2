"""Which occurrences of an event an exception means: EXDATE, or the changed occurrence of RECURRENCE-ID.

Programs write midnight, another hour or another zone: what names no occurrence to the minute means its date.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time

from karta.model.walltime import DAY
from karta.sources import ics_zones as zones
from karta.sources.ics_times import whole_minute

# The starts of an event's occurrences on the wall here, by their dates.
Walls = dict[date, set[datetime]]


def walls_of(days: Iterable[date], hour: time, further: Iterable[datetime]) -> Walls:
    """Return the starts of an event on some days at its hour, and the further ones."""
    walls: Walls = defaultdict(set)
    for wall in [*(datetime.combine(day, hour) for day in days), *further]:
        walls[wall.date()].add(wall)
    return walls


def meant(exception: date, walls: Walls) -> tuple[set[datetime], bool]:
    """Return the occurrences that an exception takes out, and whether it names them as they are written."""
    if not isinstance(exception, datetime):
        return set(walls.get(exception, ())), True
    at = whole_minute(zones.here(exception))
    if at in walls.get(at.date(), ()):
        return {at}, True
    # The date here, else the date as it is written: another zone's evening may be the next day here. What says the
    # very hour of the event on a day when it is not held means no other day.
    written = {wall for wall in walls.get(exception.date(), ()) if wall.time() != at.time()}
    return set(walls.get(at.date()) or written), False


def last_day(moments: Iterable[date]) -> date | None:
    """Return a day by which all that some exceptions can mean has begun, None for no exceptions."""
    days = [day_of(at) for at in moments]
    return max(days) + DAY if days else None


def day_of(moment: date) -> date:
    """Return the date here of an exception."""
    return zones.here(moment).date() if isinstance(moment, datetime) else moment
