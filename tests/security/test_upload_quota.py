"""Uploads to the served app: one session cannot fill the server's memory."""

import pytest

from tests.security.attacker import Target, session, upload

pytestmark = pytest.mark.slow

MEGABYTE = 1_000_000


def test_a_session_holds_sixty_megabytes_at_most(target: Target) -> None:
    """Of ten files of 10 MB five are taken, the rest refused with a sentence; another session has room of its own."""
    content = bytes(10 * MEGABYTE)
    with session(target, "platser") as first, session(target, "platser") as second:
        answers = [upload(target, first.id, str(n), content) for n in range(10)]
        assert [status for status, _ in answers] == [204] * 5 + [413] * 5
        assert all("60 MB" in sentence.decode() for _, sentence in answers[5:])
        assert upload(target, second.id, "0", content)[0] == 204
        assert upload(target, first.id, "small", bytes(MEGABYTE))[0] == 204
