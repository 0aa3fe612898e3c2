"""An attacker's tools: requests byte for byte, web sockets from anywhere, and sessions without a browser."""

import http.client
import re
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

PATIENCE = 60.0
HANDSHAKE = (
    ("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Version", "13"),
    ("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA=="),
)  # fmt: skip
FILE = re.compile(rb"(?:media|fil)/[0-9a-f]{16,}[.a-z]*")
Lines = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Target:
    """A server that is attacked: its address, what it has written, and a personal link that it knows."""

    address: str
    log: Path
    link: str

    @property
    def port(self) -> int:
        """The port."""
        return urlsplit(self.address).port or 0

    @property
    def authority(self) -> str:
        """The name and port that its own pages have."""
        return urlsplit(self.address).netloc


def ask(target: Target, path: str, lines: Lines, method: str = "GET", body: bytes = b"") -> tuple[int, bytes]:
    """Send a request with just these header lines; return the status and what came."""
    connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=PATIENCE)
    try:
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in lines:
            connection.putheader(name, value)
        if body:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body or None)
        answer = connection.getresponse()
        return answer.status, b"" if answer.status == 101 else answer.read()
    finally:
        connection.close()


def own(target: Target, path: str) -> tuple[int, bytes]:
    """Get a page as its own browser does."""
    return ask(target, path, [("Host", target.authority)])


def opens_socket(target: Target, lines: Lines) -> bool:
    """Tell whether the app's web socket opens under these lines."""
    return ask(target, "/_stcore/stream", [*lines, *HANDSHAKE])[0] == 101


def upload(target: Target, session_id: str, name: str, content: bytes, cookie: str = "") -> tuple[int, bytes]:
    """Hand a file in under a session, as the app's own page does; return the status and what came.

    `cookie` is that of a sign-in.
    """
    connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=PATIENCE)
    connection.request("GET", "/_stcore/health")
    answer = connection.getresponse()
    answer.read()
    connection.close()
    cookies = SimpleCookie(answer.headers["set-cookie"])
    token = cookies["_streamlit_xsrf"].value
    mark = "a-part-of-a-form"
    head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n\r\n'
    lines = [
        ("Host", target.authority), ("Origin", target.address),
        ("Content-Type", f"multipart/form-data; boundary={mark}"),
        ("Cookie", "; ".join(filter(None, (f"_streamlit_xsrf={token}", cookie)))), ("X-Xsrftoken", token),
    ]  # fmt: skip
    body = head.encode() + content + f"\r\n--{mark}--\r\n".encode()
    return ask(target, f"/_stcore/upload_file/{session_id}/{name}", lines, "PUT", body)


def send_part(target: Target, path: str, part: bytes, length: int) -> socket.socket:
    """Send a part of a form that says to be longer; return the open connection."""
    connection = socket.create_connection(("127.0.0.1", target.port), timeout=PATIENCE)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {target.authority}\r\nContent-Length: {length}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    )
    connection.sendall(head.encode() + part)
    return connection


@dataclass
class Session:
    """A session of the app, open without a browser, and all that the server has sent to it."""

    socket: ClientConnection
    received: bytes = b""
    id: str = ""
    downloads: dict[str, str] = field(default_factory=dict)
    # The ids of text fields and of boxes for files, by their keys.
    widgets: dict[str, str] = field(default_factory=dict)

    def receive(self, kind: str) -> ForwardMsg:
        """Take what comes until a message of a kind does."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            part = self.socket.recv(timeout=PATIENCE)
            assert isinstance(part, bytes)
            self.received += part
            message = ForwardMsg()
            message.ParseFromString(part)
            self.id = message.new_session.initialize.session_id or self.id
            button = message.delta.new_element.download_button
            if button.deferred_file_id:
                self.downloads[button.id.split("-")[-1]] = button.deferred_file_id
            element = message.delta.new_element
            for widget_id in filter(None, (element.text_input.id, element.file_uploader.id)):
                self.widgets[widget_id.split("-")[-1]] = widget_id
            if message.WhichOneof("type") == kind:
                return message
        raise TimeoutError(kind)

    @property
    def files(self) -> set[str]:
        """The addresses of files that the server has named."""
        return {f"/{address.decode()}" for address in FILE.findall(self.received)}

    def press_download(self, key: str) -> str:
        """Press the download button of a key; return the address of what was made."""
        wanted = BackMsg()
        wanted.backend_operation_request.session_id = self.id
        wanted.backend_operation_request.request_id = "1"
        wanted.backend_operation_request.deferred_file.file_id = self.downloads[key]
        self.socket.send(wanted.SerializeToString())
        answer = self.receive("backend_operation_response").backend_operation_response
        assert not answer.error_msg, answer.error_msg
        return str(answer.deferred_file.url)


@contextmanager
def session(target: Target, page: str, query: str = "", *, cookie: str = "") -> Iterator[Session]:
    """Open the app at a page, with what its address asks for, and give the session once the page is whole.

    `cookie` is that of a sign-in.
    """
    with connect(
        f"ws://{target.authority}/_stcore/stream",
        origin=target.address,  # type: ignore[arg-type] - the library's name for a string
        subprotocols=["streamlit"],  # type: ignore[list-item]
        additional_headers={"Cookie": cookie} if cookie else None,
        max_size=None,
        open_timeout=PATIENCE,
    ) as opened:
        wanted = BackMsg()
        wanted.rerun_script.query_string = query
        wanted.rerun_script.page_name = page
        opened.send(wanted.SerializeToString())
        current = Session(opened)
        current.receive("script_finished")
        yield current
