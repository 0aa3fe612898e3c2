"""A page of somebody else: under a name of its own that leads here, or from another port of this machine."""

import random
import string

import pytest

from tests.security.attacker import Target, ask, opens_socket, own
from tests.security.conftest import MORE, Start

pytestmark = pytest.mark.slow

PATHS = (
    "/", "/luckor", "/index.html", "/_stcore/health", "/_stcore/host-config", "/_stcore/metrics", "/media/x.bin",
    "/fil/x", "/light/type/400.woff2", "/light/med/x", "/component/streamlit_folium.st_folium/index.html",
    "/static/x.js", "/p/x",
)  # fmt: skip
FOREIGN = (
    "evil.example", "evil.example:PORT", "127.0.0.1.evil.example", "localhost.evil.example", "evil-localhost",
    "0.0.0.0:PORT", "127.0.0.2:PORT", "2130706433", "[::2]:PORT", "evil.example#localhost", "localhost@evil.example",
    "localhost:PORT:80", "localhost, evil.example", f"{MORE}.evil.example", f"x.{MORE}", "null", "*", "",
)  # fmt: skip
OWN = ("127.0.0.1:PORT", "localhost:PORT", "LOCALHOST.:1", "[::1]:PORT", "127.0.0.1", MORE, f"{MORE}:443")
WAYS = ("karta run", "streamlit run")
REFUSED = {400, 421}


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_answered_under_a_foreign_name(start: Start, way: str) -> None:
    """Pages, files, own routes, a personal link and Streamlit's own addresses: a sentence, and nothing else."""
    target = start(way)
    answers = {path: ask(target, path, [("Host", "evil.example")]) for path in (*PATHS, target.link)}
    assert {path: status for path, (status, _) in answers.items() if status != 421} == {}
    assert {body for _, body in answers.values()} == {answers["/"][1]}
    assert "Karta svarar inte under det här namnet." in answers["/"][1].decode()
    for host in FOREIGN:
        status, body = ask(target, "/", [("Host", host.replace("PORT", str(target.port)))])
        assert status in REFUSED, host
        assert b"<html" not in body
    for lines in ([], [("Host", target.authority), ("Host", "evil.example")]):
        assert ask(target, "/", lines)[0] in REFUSED, lines


@pytest.mark.parametrize("way", WAYS)
def test_own_names_are_answered(start: Start, way: str) -> None:
    """This machine's names and the one of the setting, with any port: a tunnel or a proxy may have another."""
    target = start(way)
    for host in OWN:
        host = host.replace("PORT", str(target.port))  # noqa: PLW2901 - the same name with its port
        assert ask(target, "/", [("Host", host)])[0] == 200, host
        assert opens_socket(target, [("Host", host), ("Origin", f"http://{host}")]), host


@pytest.mark.parametrize("way", WAYS)
def test_a_socket_opens_from_an_own_page_alone(start: Start, way: str) -> None:
    """Another name, another port, another spelling of this machine, no origin or two: none opens the app."""
    target = start(way)
    host, port = ("Host", target.authority), target.port
    for origin in (
        "http://evil.example", f"http://evil.example:{port}", "http://127.0.0.1:1", "http://127.0.0.1", "null", "",
        f"http://localhost:{port}", f"http://{MORE}", f"http://127.0.0.1:{port}.evil.example", f"ftp://127.0.0.1:{port}",
        f"http://evil.example@127.0.0.1:{port}", f"http://127.0.0.1:{port}/", "http://[::1",
    ):  # fmt: skip
        assert not opens_socket(target, [host, ("Origin", origin)]), origin
    assert not opens_socket(target, [host])
    own_origin = ("Origin", target.address)
    assert not opens_socket(target, [host, own_origin, ("Origin", "http://evil.example")])
    assert not opens_socket(target, [("Host", "evil.example"), ("Origin", "http://evil.example")])
    assert not opens_socket(target, [("Host", "evil.example"), own_origin])
    assert opens_socket(target, [host, own_origin])


def test_what_a_foreign_page_sends_is_not_taken(target: Target) -> None:
    """From another port of this machine, which shares cookies: no upload, no file, and no leave to read the answer."""
    lines = [("Host", target.authority), ("Origin", "http://127.0.0.1:1")]
    for method, path in (
        ("PUT", "/_stcore/upload_file/x/y"),
        ("OPTIONS", "/media/x"),
        ("GET", "/_stcore/host-config"),
    ):
        assert ask(target, path, lines, method)[0] == 403, path
    assert own(target, "/_stcore/host-config")[0] == 200


def test_names_drawn_by_lot_are_refused(target: Target, count: int, seed: int) -> None:
    """Names around the allowed ones, with a character added, taken away or changed, are none of them."""
    lot = random.Random(seed)
    for _ in range(count):
        name = list(lot.choice(("127.0.0.1", "localhost", MORE)))
        at, sign = (
            lot.randrange(len(name)),
            lot.choice(string.ascii_lowercase + string.digits + "-.@:/\\%#?[]_~"),
        )
        name[at : at + lot.randrange(2)] = lot.choice(([sign], [sign, sign], []))
        host = "".join(name)
        if host.split(":")[0].rstrip(".") in ("127.0.0.1", "localhost", MORE):
            continue
        assert ask(target, "/", [("Host", host)])[0] in REFUSED, host
