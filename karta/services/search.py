"""A search for a plan, between whoever waits for it and the service that searches: the best so far, and the stop.

It knows no page and no solver. A service publishes each answer that is better than the one before, and asks between
its steps whether to stop; who waits reads the best so far and may stop. A stop is no fault.
"""

from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass
class Search(Generic[T]):
    """The best answer so far, None before there is any, and whether it is to end with that."""

    best: T | None = None
    is_stopped: bool = False
    _lock: Lock = field(default_factory=Lock, repr=False)

    def better(self, answer: T) -> None:
        """Publish an answer; one that comes after the stop changes nothing where there was one before."""
        with self._lock:
            if self.best is None or not self.is_stopped:
                self.best = answer

    def stop(self) -> None:
        """Ask the search to end with the best so far, or, where there is none yet, with the first."""
        with self._lock:
            self.is_stopped = True

    def stopped(self) -> bool:
        """Tell whether to end: what solvers ask between their steps."""
        return self.is_stopped
