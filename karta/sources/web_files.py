"""A file from an address of the web: https alone, from hosts that are named, and never from inside the own network.

The name is resolved once; its addresses are checked, and one of those is connected to, so that no second answer of a
name server can lead elsewhere. Neither proxies nor passwords of the environment are used. No address is logged.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Collection
from dataclasses import dataclass
from time import monotonic
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from karta.errors import InputError
from karta.model.web_address import is_page

# As a file that is uploaded.
MOST_BYTES = 50_000_000
# For all of it: connecting, what comes before the file, the file, and further turns of the way.
SECONDS = 60.0
MOST_TURNS = 3
PORT = 443
_PIECE = 65_536
_MOVED = frozenset({301, 302, 303, 307, 308})
_MISSING = frozenset({404, 410})
_OUTSIDE_6 = ipaddress.ip_network("2000::/3")


@dataclass(frozen=True, slots=True)
class Address:
    """An https address, in parts that can be asked for; `target` is its path with what follows a question mark."""

    host: str
    port: int
    target: str

    @property
    def server(self) -> str:
        """The host, with its port where that is not the usual one: what may be shown, as it holds no secret."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORT else f"{host}:{self.port}"


def parsed(address: str) -> Address:
    """Return an address in its parts. Raises InputError `fetch_address` for what is not https, or holds a password."""
    if not is_page(address):
        raise InputError("fetch_address")
    parts = urlsplit(address)
    try:
        host = (parts.hostname or "").encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise InputError("fetch_address") from error
    if parts.scheme != "https" or "@" in parts.netloc:
        raise InputError("fetch_address")
    target = parts.path or "/"
    target += f"?{parts.query}" if parts.query else ""
    return Address(host, PORT if parts.port is None else parts.port, quote(target, safe="/%?&=+,;:@!$'()*~"))


def check(address: Address, hosts: Collection[str]) -> None:
    """Raise InputError unless the server of an address is one of those that are allowed."""
    if not hosts:
        raise InputError("fetch_off", where=address.server)
    if address.server not in hosts:
        raise InputError("fetch_host", where=address.server)


def fetch(address: Address, hosts: Collection[str]) -> bytes:
    """Return the file at an address. A server may send on to another of its own addresses, and nowhere else.

    Raises
    ------
    InputError
        `fetch_...`: why there is none; its facts name the server alone.
    """
    check(address, hosts)
    ends = monotonic() + SECONDS
    for _ in range(MOST_TURNS):
        answer = _answer(address, ends)
        if isinstance(answer, bytes):
            return answer
        if answer.server != address.server:
            raise InputError("fetch_moved", where=address.server)
        address = answer
    raise InputError("fetch_moved", where=address.server)


def is_outside(address: str) -> bool:
    """Tell whether an address of the network is one of the public internet, and not of the own network or machine."""
    number = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(number, ipaddress.IPv6Address):
        # What stands for an IPv4 address (mapped, 6to4, Teredo, NAT64) is none of the internet's own.
        return number.is_global and number in _OUTSIDE_6 and not number.sixtofour and not number.teredo
    return number.is_global and not number.is_multicast and not number.is_reserved


def trusted() -> ssl.SSLContext:
    """Return whose certificates are believed: those that the system believes."""
    return ssl.create_default_context()


class _Line(ssl.SSLSocket):
    """A connection on which nothing is waited for beyond the time of the whole, however slowly it drips."""

    ends: float

    def recv_into(self, *args: Any, **options: Any) -> int:
        self.settimeout(_left(self.ends))
        return super().recv_into(*args, **options)


class _Connection(http.client.HTTPSConnection):
    """A connection to the checked addresses of a host; the certificate must be the host's all the same."""

    def __init__(self, address: Address, ends: float) -> None:
        super().__init__(address.host, address.port)
        self._address, self._ends = address, ends

    def connect(self) -> None:
        context = trusted()
        context.sslsocket_class = _Line
        plain = self._plain(_resolved(self._address))
        plain.settimeout(_left(self._ends))
        # A file that is cut off must not look whole: an end without the sender's word for it is an error.
        line = context.wrap_socket(plain, server_hostname=self.host, suppress_ragged_eofs=False)
        assert isinstance(line, _Line)
        line.ends = self._ends
        self.sock = line

    def _plain(self, addresses: list[str]) -> socket.socket:
        for address in addresses[:-1]:
            try:
                return socket.create_connection((address, self.port), _left(self._ends) / len(addresses))
            except OSError:
                continue
        return socket.create_connection((addresses[-1], self.port), _left(self._ends))


def _answer(address: Address, ends: float) -> bytes | Address:
    """Return the file, or the address that the server sends on to."""
    where = address.server
    connection = _Connection(address, ends)
    try:
        connection.request("GET", address.target, headers={"User-Agent": "Karta", "Connection": "close"})
        response = connection.getresponse()
        if response.status in _MOVED:
            return _moved(address, response.getheader("Location") or "")
        if response.status in _MISSING:
            raise InputError("fetch_missing", where=where)
        if response.status != http.HTTPStatus.OK or response.getheader("Content-Encoding"):
            raise InputError("fetch_refused", where=where)
        return _body(address, response)
    except ssl.SSLCertVerificationError as error:
        raise InputError("fetch_untrusted", where=where) from error
    except TimeoutError as error:
        raise InputError("fetch_slow", where=where) from error
    except (OSError, http.client.HTTPException) as error:
        raise InputError("fetch_silent", where=where) from error
    finally:
        connection.close()


def _resolved(address: Address) -> list[str]:
    """Return the addresses of a host; all of them must be outside, or none is asked."""
    try:
        answers = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise InputError("fetch_silent", where=address.server) from error
    numbers = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
    if not numbers or not all(map(is_outside, numbers)):
        raise InputError("fetch_inside", where=address.server)
    return numbers


def _moved(address: Address, location: str) -> Address:
    try:
        return parsed(urljoin(f"https://{address.server}{address.target}", location))
    except ValueError as error:
        raise InputError("fetch_moved", where=address.server) from error


def _body(address: Address, response: http.client.HTTPResponse) -> bytes:
    pieces, size = [], 0
    while piece := response.read(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > MOST_BYTES:
            raise InputError("file_too_big", file=address.server, megabytes=MOST_BYTES // 1_000_000)
    if response.length:
        raise http.client.IncompleteRead(b"", response.length)
    return b"".join(pieces)


def _left(ends: float) -> float:
    seconds = ends - monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds
