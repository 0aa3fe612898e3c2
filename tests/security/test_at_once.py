"""Eight who send the same form at the same moment, as people with several tabs open and impatient scripts do."""

import hmac
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from threading import Barrier
from urllib.parse import urlencode

import pytest

from tests.security.attacker import Target, ask

pytestmark = pytest.mark.slow

WRITERS = 8


def test_of_eight_addresses_one_is_stored_and_seven_are_told(target: Target) -> None:
    """One post leads back to the page, seven are refused with what is stored and their own text; none is an error."""
    # Whoever holds the link can make its guard: it is no secret from them.
    guard = hmac.new(target.link.removeprefix("/p/").encode(), b"form", sha256).hexdigest()[:32]
    lines = [("Host", target.authority), ("Content-Type", "application/x-www-form-urlencoded")]
    barrier = Barrier(WRITERS, timeout=60)

    def send(number: int) -> tuple[int, bytes]:
        fields = {"guard": guard, "shown": "", "address": f"anna{number}@example.se"}
        barrier.wait()
        return ask(target, f"{target.link}/mejl", lines, "POST", urlencode(fields).encode())

    before = target.log.stat().st_size
    with ThreadPoolExecutor(WRITERS) as writers:
        answers = list(writers.map(send, range(WRITERS)))
    assert sorted(status for status, _ in answers) == [303] + [409] * (WRITERS - 1)
    winner = next(number for number, (status, _) in enumerate(answers) if status == 303)
    for number, (status, page) in enumerate(answers):
        if status == 409:
            assert f"<bdi>anna{winner}@example.se</bdi>".encode() in page
            assert f'value="anna{number}@example.se"'.encode() in page
    assert target.log.read_bytes()[before:] == b""
    # The address goes again, so that the town is as the other tests know it.
    fields = {"guard": guard, "shown": f"anna{winner}@example.se", "address": ""}
    assert ask(target, f"{target.link}/mejl", lines, "POST", urlencode(fields).encode())[0] == 303
