"""An https site on this machine, with a certificate of its own making for `calendar.test`: valid for tests alone."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from karta.sources import web_files

HOST, HERE = "calendar.test", "127.0.0.1"
CERTIFICATE = Path(__file__).with_name("calendar_test.pem")
Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """A running site: what it answers by path, which paths were asked for, and an event for answers to wait on."""

    port: int
    answers: dict[str, Answer] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    over: Event = field(default_factory=Event)

    @property
    def server(self) -> str:
        """Host and port, as the setting names them."""
        return f"{HOST}:{self.port}"

    def address(self, path: str) -> str:
        """Return the address of a path."""
        return f"https://{self.server}{path}"

    def serve(self, path: str, content: str | bytes) -> None:
        """Answer with a file."""
        self.answers[path] = whole(content.encode() if isinstance(content, str) else content)

    def admit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let Karta ask this machine, and no other of the own network, under the name of the certificate."""
        monkeypatch.setattr(web_files, "is_outside", lambda address: address == HERE)
        self.believe(monkeypatch)

    def believe(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let the host's name lead here, and believe its certificate."""
        resolve = socket.getaddrinfo

        def resolved(host: Any, *args: Any, **options: Any) -> Any:
            return resolve(HERE if host == HOST else host, *args, **options)

        monkeypatch.setattr(socket, "getaddrinfo", resolved)
        monkeypatch.setattr(web_files, "trusted", lambda: ssl.create_default_context(cafile=CERTIFICATE))


def whole(content: bytes, status: int = 200, **headers: str) -> Answer:
    """Return an answer that sends a file with its length."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(content)

    return answer


@contextmanager
def running() -> Iterator[Site]:
    """Give a site that answers until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.requests.append(self.path)
            with suppress(OSError):
                site.answers.get(self.path, whole(b"", 404))(self)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer((HERE, 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    site = Site(server.server_address[1])
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield site
    finally:
        site.over.set()
        server.shutdown()
        server.server_close()
