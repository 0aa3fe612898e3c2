"""Light pages, asked by anyone who can reach them: odd forms, clients that leave, addresses that are none."""

import time

import pytest

from tests.security.attacker import Target, ask, own, send_part

pytestmark = pytest.mark.slow

FORM = [("Content-Type", "application/x-www-form-urlencoded")]


def test_odd_forms_are_refused_and_leave_no_trace(target: Target, count: int) -> None:
    """Too many fields, too many bytes, bytes that are no text: a sentence, and not a line in the log."""
    before = target.log.stat().st_size
    lines = [("Host", target.authority), *FORM]
    for body in (
        b"&".join(b"a%d=1" % n for n in range(21)),
        b"&" * 9_000,
        b"a=" + b"x" * 20_000,
        b"\xff\x00%",
        b"%00=%ff",
    ):
        for path in (f"{target.link}/anmal", f"{target.link}/mejl", f"{target.link}/rapport/x"):
            status, page = ask(target, path, lines, "POST", body)
            assert status == 400, (path, body[:20])
            assert b"Inget sparades" in page
        assert ask(target, "/p/nobody/anmal", lines, "POST", body)[0] == 404
    for _ in range(count):
        send_part(target, f"{target.link}/anmal", b"occurrence=", 500).close()
    time.sleep(1)
    assert own(target, target.link)[0] == 200
    assert target.log.read_bytes()[before:] == b""


def test_the_app_never_opens_at_an_address_of_the_light_pages(target: Target) -> None:
    """Reloading a refusal leads to the page; an unknown address is a plain page that says so, by any method."""
    lines = [("Host", target.authority)]
    for path in ("anmal", "avanmal", "ersattare", "last", "mejl"):
        assert ask(target, f"{target.link}/{path}?lang=en", lines)[0] == 303
    for method in ("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
        for path in (
            f"{target.link}/x",
            "/p/",
            "/p/a/b/c",
            "/light/x",
            "/light/type/400.ttf",
            "/fil/x/y",
            "/fil/",
        ):
            status, page = ask(target, path, lines, method)
            assert status == 404, (method, path)
            assert b"<script" not in page
    for path in (f"{target.link}/kalender.ics", f"{target.link}/anmal", target.link, "/light/med/x"):
        assert ask(target, path, lines, "DELETE")[0] in (404, 405), path
