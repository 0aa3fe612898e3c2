"""Files from the web: https alone, never from inside the own network, bounded in size, time and turns."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import pytest

from karta.errors import InputError
from karta.i18n import LANGUAGES, error_text
from karta.sources import web_files
from tests.sources import web_site
from tests.sources.web_site import HOST, Site, whole

INSIDE = (
    "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1",
    "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:1::1",
)  # fmt: skip


@pytest.fixture
def site() -> Iterator[Site]:
    """Give a site that runs."""
    with web_site.running() as site:
        yield site


@pytest.fixture
def admitted(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Give a site that may be asked, on this one address."""
    site.admit(monkeypatch)
    return site


def fetched(site: Site, path: str) -> bytes:
    """Return the file at a path of a site that the setting names."""
    return web_files.fetch(web_files.parsed(site.address(path)), {site.server})


def refused(site: Site, path: str) -> str:
    """Return the code with which a path is refused; its sentence names the server, and never the path."""
    with pytest.raises(InputError) as caught:
        fetched(site, path)
    for language in LANGUAGES:
        sentence = error_text(caught.value, language)
        assert site.server in sentence
        assert path not in sentence
    return caught.value.code


def test_a_file_is_fetched(admitted: Site) -> None:
    """What the server sends comes out, with what follows the question mark asked for as it stands."""
    admitted.serve("/ics?id=5&lag=%C3%A5", "BEGIN:VCALENDAR")
    assert fetched(admitted, "/ics?id=5&lag=%C3%A5") == b"BEGIN:VCALENDAR"


@pytest.mark.parametrize(
    "address",
    [
        "http://calendar.test/x", "ftp://calendar.test/x", "https://", "https://a@calendar.test/",
        "https://a:b@calendar.test/", "https://calendar.test:x/", "https://a..b/", "https://calendar.test/ x",
        "https://[::1/", "javascript://calendar.test/",
    ],
)  # fmt: skip
def test_what_is_no_plain_https_address_is_refused(address: str) -> None:
    """Other schemes, passwords and broken addresses are no addresses; the sentence does not repeat them."""
    with pytest.raises(InputError, match="fetch_address") as caught:
        web_files.parsed(address)
    assert caught.value.facts == {}


def test_only_hosts_of_the_setting_are_asked(admitted: Site) -> None:
    """Without the setting nothing is asked, and with it no other host or port than it names."""
    for hosts, code in ((set(), "fetch_off"), ({HOST, "other.test"}, "fetch_host")):
        with pytest.raises(InputError, match=code):
            web_files.fetch(web_files.parsed(admitted.address("/x")), hosts)
    assert admitted.requests == []


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_of_the_own_network_is_none_of_the_internet(address: str) -> None:
    """Loopback, private, link-local, shared, unspecified, multicast, and IPv6 that stands for such an IPv4 address."""
    assert not web_files.is_outside(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "194.68.0.1", "2606:4700::1", "2a00:801::1"])
def test_an_address_of_the_internet_is_one(address: str) -> None:
    """Those of the public internet may be asked."""
    assert web_files.is_outside(address)


def test_a_name_that_leads_inside_is_not_asked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name of the setting that resolves to this machine is refused, and nothing is sent there."""
    site.serve("/x", "plats")
    site.believe(monkeypatch)
    assert refused(site, "/x") == "fetch_inside"
    assert site.requests == []


def test_one_inner_address_among_outer_ones_refuses_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads both outside and inside is not asked at all."""
    answers = [(2, 1, 6, "", (number, 443)) for number in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(web_files.socket, "getaddrinfo", lambda *_, **__: answers)
    with pytest.raises(InputError, match="fetch_inside"):
        web_files.fetch(web_files.parsed(f"https://{HOST}/x"), {HOST})


def test_the_checked_address_is_the_one_that_is_asked(
    admitted: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is resolved once: a name server that answers otherwise the second time leads nowhere."""
    admitted.serve("/x", "plats")
    resolve, names = web_files.socket.getaddrinfo, []

    def counted(host: str, *args: object, **options: object) -> object:
        names.append(host)
        return resolve(host, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(web_files.socket, "getaddrinfo", counted)
    assert fetched(admitted, "/x") == b"plats"
    assert names.count(HOST) == 1


def test_a_certificate_that_nobody_vouches_for_is_not_believed(
    admitted: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the system's own list of certificates the invented one is refused, and so is one of another name."""
    believed = web_files.trusted
    monkeypatch.setattr(web_files, "trusted", web_files.ssl.create_default_context)
    assert refused(admitted, "/x") == "fetch_untrusted"
    monkeypatch.setattr(web_files, "trusted", believed)
    other = web_files.parsed(f"https://127.0.0.1:{admitted.port}/x")
    with pytest.raises(InputError, match="fetch_untrusted"):
        web_files.fetch(other, {other.server})
    assert admitted.requests == []


def test_a_turn_within_the_host_is_followed(admitted: Site) -> None:
    """A server may send on to another path of its own."""
    admitted.serve("/new", "plats")
    admitted.answers["/old"] = whole(b"", 301, Location="/new")
    assert fetched(admitted, "/old") == b"plats"


@pytest.mark.parametrize(
    "location",
    [
        "https://other.test/x",
        "http://{server}/x",
        "https://calendar.test/x",
        "//other.test/x",
        "data:,x",
        "",
        "/old",
    ],
)
def test_no_other_turn_is_followed(admitted: Site, location: str) -> None:
    """Another host, another port, http, something else, and a turn without end are refused."""
    target = location.replace("{server}", admitted.server)
    admitted.answers["/old"] = whole(b"", 302, Location=target)
    assert refused(admitted, "/old") == "fetch_moved"
    assert len(admitted.requests) <= web_files.MOST_TURNS


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (whole(b"", 404), "fetch_missing"),
        (whole(b"", 410), "fetch_missing"),
        (whole(b"no", 403), "fetch_refused"),
        (whole(b"no", 500), "fetch_refused"),
        (whole(b"\x1f\x8b", Content_Encoding="gzip"), "fetch_refused"),
        (lambda request: request.wfile.write(b"HTTP/1.1 200 OK\r\n\r\nplats"), "fetch_silent"),
        (lambda request: request.wfile.write(b"\0\0\r\n\r\n"), "fetch_silent"),
        (
            lambda request: request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nplats"),
            "fetch_silent",
        ),
    ],
)
def test_what_is_no_whole_file_is_refused(admitted: Site, answer: web_site.Answer, code: str) -> None:
    """Errors of the server, packed answers, what is no HTTP, and a file that is cut off."""
    admitted.answers["/x"] = answer
    assert refused(admitted, "/x") == code


def endless(request: BaseHTTPRequestHandler) -> None:
    """Answer with bytes that never end."""
    request.send_response(200)
    request.end_headers()
    while True:
        request.wfile.write(b"x" * 10_000)


def test_a_body_without_an_end_is_given_up(admitted: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """More bytes than an upload may have are refused, whatever the server says of their number."""
    monkeypatch.setattr(web_files, "MOST_BYTES", 1_000_000)
    admitted.answers["/x"] = endless
    assert refused(admitted, "/x") == "file_too_big"


def test_a_body_that_drips_is_given_up(admitted: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time is for the whole: bytes that go on coming do not begin it anew. Each look at a clock takes 9 s."""
    moments = iter(range(0, 10_000, 9))
    monkeypatch.setattr(web_files, "monotonic", lambda: float(next(moments)))
    admitted.answers["/x"] = endless
    assert refused(admitted, "/x") == "fetch_slow"


@pytest.mark.parametrize(
    "begin", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npl"]
)
def test_a_server_that_falls_silent_is_given_up(
    admitted: Site, monkeypatch: pytest.MonkeyPatch, begin: bytes
) -> None:
    """Before its answer, within its head and within the file."""

    def silent(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(begin)
        admitted.over.wait()

    monkeypatch.setattr(web_files, "SECONDS", 1.0)
    admitted.answers["/x"] = silent
    assert refused(admitted, "/x") == "fetch_slow"


def test_neither_proxies_nor_passwords_of_the_environment_are_used(
    admitted: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy that the environment names is not asked, and nothing but the file is asked for."""
    heads: list[dict[str, str]] = []

    def answer(request: BaseHTTPRequestHandler) -> None:
        heads.append({name.lower(): value for name, value in request.headers.items()})
        whole(b"plats")(request)

    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    admitted.answers["/x"] = answer
    assert fetched(admitted, "/x") == b"plats"
    assert heads == [
        {"host": admitted.server, "accept-encoding": "identity", "user-agent": "Karta", "connection": "close"}
    ]
