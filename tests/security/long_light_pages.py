"""Forms that never end, on the served app: only `make attack` runs this, it waits for as long as a form may take."""

import time

from karta.web.bodies import FORM_SECONDS
from tests.security.attacker import Target, own, send_part

CLIENTS = 50


def test_forms_that_never_end_are_ended(target: Target) -> None:
    """Half a form and silence, fifty times, and one that drips: all are answered 408 in time, others all the while."""
    before = target.log.stat().st_size
    began = time.monotonic()
    waiting = [send_part(target, f"{target.link}/anmal", b"occurrence=", 500) for _ in range(CLIENTS)]
    dripping = send_part(target, f"{target.link}/anmal", b"a", 500)
    while time.monotonic() - began < FORM_SECONDS - 1:
        dripping.sendall(b"a")
        assert own(target, target.link)[0] == 200
        time.sleep(0.5)
    for connection in (*waiting, dripping):
        with connection:
            assert connection.recv(4096).startswith(b"HTTP/1.1 408")
    assert time.monotonic() - began < FORM_SECONDS + 10
    assert target.log.read_bytes()[before:] == b""
