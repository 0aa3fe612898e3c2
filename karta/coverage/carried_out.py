"""What came of planned shifts, counted by the shift: process, never effect (METHOD 3.6, 3.8).

*Genomförda av planerade pass* stands beside *leveransgrad* (`coverage.delivery`), never instead of it: that one is in
adult-hours and over reported shifts alone, this one counts shifts, the cancelled ones among them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from karta.model.shift import MET

# What a shift has come to. `short`: held with fewer adults than its minimum; `not_held`: nobody came.
Result = Literal["carried_out", "cancelled", "short", "not_held", "unreported"]
RESULTS: tuple[Result, ...] = ("carried_out", "cancelled", "short", "not_held", "unreported")
NOBODY = MET[0]


@dataclass(frozen=True, slots=True)
class PartyReport:
    """What one organisation on a shift has reported: outcome, adults (None: not said), and the class of whom it met."""

    outcome: str
    adults: float | None = None
    met: str | None = None


@dataclass(frozen=True, slots=True)
class Walk:
    """A shift that was planned and whose time is over: its minimum of adults, and what each party has reported.

    A party that has not reported is None.
    """

    least: float
    cancelled: bool = False
    reports: tuple[PartyReport | None, ...] = ()

    @property
    def result(self) -> Result:
        """What the shift came to: adults of all its parties together against its minimum."""
        if self.cancelled:
            return "cancelled"
        answers = [each for each in self.reports if each is not None and each.outcome != "unreported"]
        came = [each for each in answers if each.outcome == "carried_out"]
        if sum(each.adults or 0.0 for each in came) >= self.least:
            return "carried_out"
        if len(answers) < len(self.reports) or not answers or any(each.adults is None for each in came):
            return "unreported"
        return "short" if came else "not_held"

    @property
    def met(self) -> str | None:
        """The class of whom the shift met, the largest of its parties' answers; None where it was not said."""
        answers = [each.met for each in self.reports if each is not None and each.met in MET]
        return max(answers, key=MET.index) if answers else None


@dataclass(frozen=True, slots=True)
class Counted:
    """Shifts by what they came to, and those carried out by whom they met; nothing of any one of them."""

    results: Mapping[Result, int]
    met: Mapping[str, int]

    @property
    def planned(self) -> int:
        """All shifts that were planned, the cancelled ones among them."""
        return sum(self.results.values())

    @property
    def carried_out_share(self) -> float | None:
        """Carried out with at least the minimum, of all planned; None where nothing was planned."""
        return self.results["carried_out"] / self.planned if self.planned else None

    @property
    def answered(self) -> int:
        """How many of those carried out say whom they met."""
        return sum(self.met.values())

    @property
    def zero_contact_share(self) -> float | None:
        """Carried out and met no young people, of those carried out that say whom they met; None without any."""
        return self.met[NOBODY] / self.answered if self.answered else None


def counted(walks: Iterable[Walk]) -> Counted:
    """Return how many shifts came to what, and how many of those carried out met whom, in four classes."""
    results, met = dict.fromkeys(RESULTS, 0), dict.fromkeys(MET, 0)
    for walk in walks:
        results[walk.result] += 1
        if walk.result == "carried_out" and walk.met is not None:
            met[walk.met] += 1
    return Counted(results, met)
