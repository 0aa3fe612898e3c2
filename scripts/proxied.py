"""Two processes of the app, Caddy before them at a second address as deploy/Caddyfile says, and what one asks."""

import http.client
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAME, STICKY = "localhost", "karta_way"
# A second address of this machine, where the proxy listens and from where it is asked: the apps are at the first.
ELSEWHERE = "127.0.0.2"
# A web socket has been opened: what comes now is no answer.
SWITCHED = 101
STARTS_WITHIN_S, PATIENCE_S = 90.0, 15.0


@dataclass(frozen=True)
class Answer:
    """What came back: status, headers by small name, the cookies that are set, and the body."""

    status: int
    headers: dict[str, str]
    cookies: tuple[str, ...]
    body: str

    @property
    def way(self) -> str:
        """The process that the proxy has chosen now, as its cookie says; "" where it has set none."""
        return next((line.split(";")[0] for line in self.cookies if line.startswith(STICKY)), "")


@dataclass
class Proxy:
    """The proxy under trial, the processes behind it, and what has turned out to be wrong."""

    port: int
    plain_port: int
    context: ssl.SSLContext
    apps: list["subprocess.Popen[bytes]"]
    town: Path
    faults: list[str] = field(default_factory=list)

    @property
    def authority(self) -> str:
        """Name and port, as a browser says them."""
        return f"{NAME}:{self.port}"

    def ask(self, path: str, method: str = "GET", lines: Mapping[str, str] | None = None) -> Answer:
        """Ask for an address, with more header lines; status 0 where nothing comes."""
        connection = http.client.HTTPConnection(ELSEWHERE, self.port, timeout=PATIENCE_S)
        connection.sock = self.connected()
        try:
            said = {"Host": self.authority, "Accept": "text/html", **(lines or {})}
            connection.request(method, path, headers=said)
            answer = connection.getresponse()
            text = "" if answer.status == SWITCHED else answer.read().decode("utf-8", "replace")
            small = {name.lower(): content for name, content in answer.getheaders()}
            return Answer(answer.status, small, tuple(answer.headers.get_all("set-cookie") or ()), text)
        except (OSError, http.client.HTTPException) as error:
            return Answer(0, {}, (), repr(error))
        finally:
            connection.close()

    def connected(self) -> ssl.SSLSocket:
        """Return a line to the proxy, whose certificate has been checked."""
        return self.context.wrap_socket(
            socket.create_connection(
                (ELSEWHERE, self.port), timeout=PATIENCE_S, source_address=(ELSEWHERE, 0)
            ),
            server_hostname=NAME,
        )

    def expect(self, is_so: bool, what: str) -> None:  # noqa: FBT001 - reads like an assertion
        """Note what is not as it should be."""
        if not is_so:
            self.faults.append(what)


@contextmanager
def started(folder: Path) -> Iterator[Proxy]:
    """Start two processes of the app and the proxy before them, and stop them by their own process ids."""
    *app_ports, port, plain_port = _free_ports(4)
    running: list[subprocess.Popen[bytes]] = []
    plain = {"PATH": os.environ["PATH"], "HOME": str(folder), "XDG_DATA_HOME": str(folder / "data")}
    app = {**plain, "PYTHONPATH": str(ROOT), "KARTA_WORKSPACE": str(folder / "town")}
    app |= {
        "KARTA_OIDC_ISSUER": "https://id.invalid",
        "KARTA_OIDC_CLIENT": "karta",
        "KARTA_OIDC_SECRET": "invented",
    }
    try:
        for app_port in app_ports:
            command = [
                "-m",
                "karta.cli",
                "run",
                "--headless",
                "--port",
                str(app_port),
                "--proxy",
                "127.0.0.1",
            ]
            command += ["--public-address", f"https://{NAME}:{port}"]
            running.append(_start([sys.executable, *command], folder / f"app-{app_port}.log", app))
            _await(app_port, running[-1], folder / f"app-{app_port}.log")
        caddy = plain | {
            "KARTA_NAME": NAME, "KARTA_STICKY": "a-word-for-this-trial", "KARTA_TLS": "internal",
            "KARTA_BIND": ELSEWHERE, "KARTA_HTTP_PORT": str(plain_port), "KARTA_HTTPS_PORT": str(port),
            "KARTA_APPS": " ".join(f"127.0.0.1:{app_port}" for app_port in app_ports),
        }  # fmt: skip
        command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(ROOT / "deploy" / "Caddyfile")]
        running.append(_start(command, folder / "caddy.log", caddy))
        _await(port, running[-1], folder / "caddy.log", ELSEWHERE)
        root = folder / "data" / "caddy" / "pki" / "authorities" / "local" / "root.crt"
        # The first check of the processes' health takes a moment.
        time.sleep(2)
        yield Proxy(
            port, plain_port, ssl.create_default_context(cafile=str(root)), running[:2], folder / "town"
        )
    finally:
        for process in running:
            stop(process)


def _start(command: Sequence[str], log: Path, environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    with log.open("wb") as out:
        return subprocess.Popen(
            command, cwd=log.parent, env=environment, stdout=out, stderr=out, start_new_session=True
        )


def _await(port: int, process: "subprocess.Popen[bytes]", log: Path, at: str = "127.0.0.1") -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    while process.poll() is None and time.monotonic() < until:
        with suppress(OSError), socket.create_connection((at, port), timeout=1):
            return
        time.sleep(0.1)
    raise RuntimeError(log.read_text(errors="replace")[-2000:])


def stop(process: "subprocess.Popen[bytes]") -> None:
    """Stop a process and its children, gently and then not."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is None:
            os.killpg(process.pid, sign)
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)


def _free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports
