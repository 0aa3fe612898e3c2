"""Uploads after their session: only `make attack` runs this, it waits until a session can no longer be resumed."""

import time

import psutil

from karta.server.files import KEPT_SECONDS, SWEEP_SECONDS
from tests.security.attacker import Target, session, upload

MEGABYTE = 1_000_000


def memory(target: Target) -> float:
    """Return the megabytes that the server of a target takes."""
    listening = next(
        connection.pid
        for connection in psutil.net_connections("tcp")
        if connection.laddr.port == target.port and connection.status == psutil.CONN_LISTEN
    )
    return float(psutil.Process(listening).memory_info().rss) / MEGABYTE


def test_what_was_sent_goes_with_its_session(target: Target) -> None:
    """Some time after three sessions with 50 MB each have left, the server takes hardly more than before."""
    with session(target, "platser") as first:
        upload(target, first.id, "0", bytes(MEGABYTE))
    before = memory(target)
    for _ in range(3):
        with session(target, "platser") as current:
            for n in range(5):
                assert upload(target, current.id, str(n), bytes(10 * MEGABYTE))[0] == 204
    assert memory(target) > before + 140
    deadline = time.monotonic() + KEPT_SECONDS + 3 * SWEEP_SECONDS
    while memory(target) > before + 30:
        assert time.monotonic() < deadline, memory(target) - before
        time.sleep(1)
