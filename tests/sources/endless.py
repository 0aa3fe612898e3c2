"""Readers that never come to an end: one that works, holding on to the interpreter, and one that only waits."""

import time
from pathlib import Path


def work(begun: Path) -> None:
    """Note that it has begun, then add up numbers in one call that lets no other thread run."""
    begun.touch()
    sum(range(10**13))


def wait(begun: Path) -> None:
    """Note that it has begun, then wait."""
    begun.touch()
    time.sleep(600)
