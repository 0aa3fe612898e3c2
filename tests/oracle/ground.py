"""What lies under a place whoever comes: the need, and what the registry of sources does not know."""

from __future__ import annotations

from dataclasses import dataclass

from .days import Calendar, Window, inside
from .shifts import starts_on
from .tables import Row, Tables


@dataclass(frozen=True)
class Rule:
    """A need rule with the UTC windows it opens near the period."""

    base: bool
    adults: int
    outside_sessions: bool
    within_access: bool
    windows: list[Window]


class Ground:
    """Need and knowledge of one place."""

    def __init__(self, place: Row, tables: Tables, calendar: Calendar) -> None:
        self.place_id = place.text("place_id")
        here = {
            name: [row for row in tables.rows(name) if row.text("place_id") == self.place_id]
            for name in ("needs", "access", "sessions", "sources")
        }
        self._rules = [read_rule(row, calendar) for row in here["needs"]]
        self._access = [window for row in here["access"] for window in calendar.windows(row)]
        self._sessions = [window for row in here["sessions"] for window in session_windows(row, calendar)]
        self._sources = [read_source(row, calendar) for row in here["sources"]]
        self._known_by_default = tables.param("default_source_status") == "known"
        access_unknown = any(rule.within_access for rule in self._rules) and not here["access"]
        self.decided = bool(self._rules) and not access_unknown

    def need(self, minute: int) -> int:
        """Adults needed at a UTC minute: the largest active base rule and the sum of active add rules."""
        active = [rule for rule in self._rules if self._active(rule, minute)]
        base = max((rule.adults for rule in active if rule.base), default=0)
        return base + sum(rule.adults for rule in active if not rule.base)

    def unknown(self, minute: int) -> bool:
        """Whether some expected source has not told who is here at a UTC minute."""
        covering = [known for window, known in self._sources if inside([window], minute)]
        if not covering:
            return not self._known_by_default
        return not all(covering)

    def _active(self, rule: Rule, minute: int) -> bool:
        if not inside(rule.windows, minute):
            return False
        if rule.outside_sessions and inside(self._sessions, minute):
            return False
        return not rule.within_access or inside(self._access, minute)


def read_rule(row: Row, calendar: Calendar) -> Rule:
    """A need rule as written in its row."""
    if row.text("type") not in ("base", "add"):
        raise row.refuse("type", "neither base nor add")
    return Rule(
        base=row.text("type") == "base",
        adults=int(row.number_in("adults")),
        outside_sessions=row.flag("outside_sessions"),
        within_access=row.flag("within_access"),
        windows=calendar.windows(row),
    )


def read_source(row: Row, calendar: Calendar) -> tuple[Window, bool]:
    """When a source is expected to know, and whether it does; a blank end of the period is open."""
    if row.text("status") not in ("known", "unknown", "partial"):
        raise row.refuse("status", "neither known, unknown nor partial")
    always = 2**62
    first = row.moment("from_local", calendar.clock) if row.text("from_local") else -always
    last = row.moment("to_local", calendar.clock) if row.text("to_local") else always
    return (first, last), row.text("status") == "known"


def session_windows(row: Row, calendar: Calendar) -> list[Window]:
    """The UTC windows of a weekly training, without its cancelled dates."""
    start, end = row.clock_time("start_local"), row.clock_time("end_local")
    days = [day for day in calendar.near() if starts_on(row, day, calendar)]
    found = [calendar.clock.occurrence(day, start, end) for day in days]
    return [window for window in found if window is not None]
