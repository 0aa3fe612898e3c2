"""What anyone can type into an address or a form: days at the ends of the calendar, numbers without end, odd text."""

import re
from urllib.parse import urlencode

import pytest

from karta.i18n import text
from tests.security.attacker import Target, ask, own, session

pytestmark = pytest.mark.slow

WEEKS = (
    "0001-01-01",
    "9999-12-31",
    "1999-12-31",
    "2101-01-01",
    "2026-W99",
    "nan",
    "9" * 6_000,
    "\u200b",
    "%ED%A0%80",
)
FAULT = text("ui.unexpected").encode()
TOLD = text("ui.week_unusable").encode()


@pytest.mark.parametrize("page", ["luckor", "blad"])
def test_a_week_that_cannot_be_shown_is_said_and_this_one_shown(target: Target, page: str) -> None:
    """Whatever stands for the week in the address, the page comes whole, and says where it shows another week."""
    for week in WEEKS if page == "luckor" else WEEKS[:2]:
        query = urlencode({"vecka": week, "timme": "9" * 6_000, "plats": "a\0\u202e", "omrade": "x" * 9_000})
        with session(target, page, query) as opened:
            assert TOLD in opened.received, week[:20]
            assert FAULT not in opened.received, week[:20]
            assert b"Traceback" not in opened.received, week[:20]
    with session(target, page, "vecka=2026-09-14") as opened:
        assert TOLD not in opened.received


def test_odd_values_in_the_forms_of_a_link_get_a_sentence(target: Target) -> None:
    """Ids, times, numbers and addresses that are none: each is refused on a page, and leaves no line in the log."""
    page = own(target, target.link)[1].decode()
    found = re.search(r'name="guard" value="([0-9a-f]+)"', page)
    guard = found[1] if found else ""
    before = target.log.stat().st_size
    lines = [
        ("Host", target.authority), ("Content-Type", "application/x-www-form-urlencoded"),
        ("Origin", target.address), ("Sec-Fetch-Site", "same-origin"),
    ]  # fmt: skip
    for value in (
        "\0",
        "x.9999-12-31",
        "x.0001-01-01",
        "9" * 5_000,
        "a" + "\u0301" * 800,
        "\u202e",
        "\u200b",
    ):
        for path, name in (
            ("anmal", "occurrence"), ("avanmal", "occurrence"), ("ersattare", "occurrence"), ("rapport/x", "adults"),
            ("rapport/x", "start"), ("rapport/x.9999-12-31", "end"), ("mejl", "address"),
        ):  # fmt: skip
            body = urlencode({"guard": guard, "adult": "yes", "outcome": "carried_out", name: value}).encode()
            status, answer = ask(target, f"{target.link}/{path}", lines, "POST", body)
            assert status in (400, 404), (path, name, value[:20])
            assert b"<html" in answer
    for origin in ("http://[::1", "http://a\u2100b".encode().decode("latin-1"), "http://a:99999999999"):
        headers = [*[line for line in lines if line[0] != "Origin"], ("Origin", origin)]
        status, _ = ask(target, f"{target.link}/last", headers, "POST", urlencode({"guard": guard}).encode())
        assert status in (400, 403), origin
    assert target.log.read_bytes()[before:] == b""
