"""The server's round of chores goes on, whatever a round ended with."""

import asyncio

import pytest

from karta.server import chores


def test_a_round_that_breaks_is_followed_by_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault that is none of Karta's own ends its round alone."""
    rounds: list[int] = []

    def breaks(_workspace: object) -> None:
        rounds.append(len(rounds))
        raise ZeroDivisionError

    monkeypatch.setattr(chores, "do_due", breaks)
    monkeypatch.setattr(chores.volunteer, "served", lambda: None)
    monkeypatch.setattr(chores, "FIRST_SECONDS", 0.0)
    monkeypatch.setattr(chores, "SECONDS", 0.01)

    async def serve() -> None:
        async with chores.kept():
            while len(rounds) < 3:
                await asyncio.sleep(0.01)

    asyncio.run(asyncio.wait_for(serve(), 10))
    assert rounds[:3] == [0, 1, 2]
