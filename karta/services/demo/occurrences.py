"""The dates of the demo's shifts, counted from now: 0 is the next that has not begun, -1 the last that has."""

from collections.abc import Iterable
from datetime import datetime

from karta.model.shift import ShiftOccurrence
from karta.model.walltime import DAY
from karta.services.rosters.occurrences import WITH_PEOPLE, occurrences_between, occurrences_of
from karta.services.workspace import Workspace
from karta.store.database import Reading

# How far back and ahead the tables of the demo reach.
DAYS_BACK, DAYS_AHEAD = 21, 49


class Occurrences:
    """The occurrences of shifts that people sign up to, by series and by the number that the tables give a date."""

    def __init__(self, occurrences: Iterable[ShiftOccurrence], now: datetime) -> None:
        """Order occurrences by their start."""
        self._now = now
        self._by_series: dict[str, list[ShiftOccurrence]] = {}
        for occurrence in sorted(occurrences, key=lambda occurrence: occurrence.start):
            self._by_series.setdefault(occurrence.series_id, []).append(occurrence)

    @classmethod
    def opened(cls, reading: Reading, workspace: Workspace) -> "Occurrences":
        """Return the occurrences that people can sign up to, of all shifts."""
        first, last = workspace.today - DAYS_BACK * DAY, workspace.today + DAYS_AHEAD * DAY
        return cls(occurrences_between(reading, first, last, WITH_PEOPLE), workspace.now())

    @classmethod
    def of_series(cls, reading: Reading, workspace: Workspace, series_id: str) -> "Occurrences":
        """Return the occurrences of one series, whether or not people can sign up to it."""
        first, last = workspace.today - DAYS_BACK * DAY, workspace.today + DAYS_AHEAD * DAY
        return cls(occurrences_of(reading, [series_id], first, last), workspace.now())

    def at(self, series_id: str, number: int) -> ShiftOccurrence:
        """Return the occurrence that a number means."""
        series = self._by_series[series_id]
        begun = [occurrence for occurrence in series if occurrence.start <= self._now]
        return begun[number] if number < 0 else series[len(begun) + number]

    def put(self, occurrence: ShiftOccurrence) -> None:
        """Put an occurrence with its people in the place of the one that was."""
        series = self._by_series[occurrence.series_id]
        at = next(n for n, other in enumerate(series) if other.occurrence_id == occurrence.occurrence_id)
        series[at] = occurrence

    def all(self) -> list[ShiftOccurrence]:
        """Return the occurrences of all series with their people, as they stand by now."""
        return [occurrence for series in self._by_series.values() for occurrence in series]
