"""Acts that take a while run beside the page, so that the page, other pages and other people are not kept waiting.

A piece of work belongs to whoever holds it: the page's session. When the session ends nobody asks for the result any
more; what was only read is dropped, what was accepted is one transaction and so is stored whole or not at all.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass, field
from functools import cache
from time import monotonic
from typing import Generic, TypeVar

# The lines in which work waits, and how much of each runs at a time: as many files as a small server has processors,
# and searches for plans, one a session, of which most take a moment.
AT_A_TIME = {"files": 2, "searches": 4}

T = TypeVar("T")


@dataclass
class Progress:
    """How far a piece of work has come: its phase, what it counts in it, and out of how many (0: not known)."""

    total: int = 0
    count: Callable[[], int] | None = None
    phase: str = "queued"

    def enter(self, phase: str, total: int = 0, count: Callable[[], int] | None = None) -> None:
        """Begin a phase."""
        self.total, self.count, self.phase = total, count, phase

    @property
    def done(self) -> int:
        """How many of the phase's total are done."""
        count = self.count
        return 0 if count is None else count()


@dataclass
class Work(Generic[T]):
    """A piece of work that runs; `result` gives what it came to, or raises what it raised."""

    progress: Progress
    future: Future[T] = field(repr=False)
    began: float = field(default_factory=monotonic)

    def wait(self, seconds: float) -> bool:
        """Return whether the work is done, after at most some seconds."""
        try:
            self.future.exception(seconds)
        except NotYet:
            return False
        return True

    def result(self) -> T:
        """Return what the work came to; waits for it."""
        return self.future.result()

    @property
    def has_failed(self) -> bool:
        """Whether the work is done and `result` raises."""
        return self.future.done() and self.future.exception() is not None

    @property
    def seconds(self) -> float:
        """How long ago it was asked for."""
        return monotonic() - self.began

    def drop(self) -> None:
        """Let go of work that has not begun; what runs comes to its end and is forgotten."""
        self.future.cancel()


def begin(do: Callable[[Progress], T], line: str = "files") -> Work[T]:
    """Start a piece of work in a thread of its own and return it; `do` tells its phases to the progress it is given."""
    progress = Progress()
    return Work(progress, _threads(line).submit(do, progress))


@cache
def _threads(line: str) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(AT_A_TIME[line], thread_name_prefix=f"karta-{line}")
