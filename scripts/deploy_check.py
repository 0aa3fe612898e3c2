"""Try deploy/Caddyfile for real: Caddy before two processes of the app, asked as a stranger would."""

import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from karta.web import headers
from scripts import second_address
from scripts.proxied import ELSEWHERE, NAME, Proxy, started, stop

MISSING = (
    "Caddy saknas och gick inte att installera: deploy/Caddyfile har inte prövats. Installera paketet caddy."
)
HEAD_WITHIN_S = 15.0
# A word that stands for somebody's key: no log may hold it.
CANARY = "canary-8f2c"
DENIED = (
    "/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent/interact", "/_stcore/agent/openapi.json",
    "/_stcore/agent/mcp", "/_stcore/what-comes-later", "/_stcore", "/_stcore//metrics", "/_stcore/./metrics",
    "//_stcore/metrics", "/_stcore/%6Detrics", "/%5Fstcore/metrics", "/_STCORE/metrics",
    "/_stcore/upload_file/../metrics", "/media/x.png", "/healthz", "/app/static/x", "/auth/login", "/oauth2callback",
)  # fmt: skip
# An invitation that there is not: the app answers 404 so many times, then 429.
INVITED = "/in/inbjudan/x"
KEYS = (
    f"/p/{CANARY}",
    f"/p/{CANARY}/kalender.ics",
    f"/manad/{CANARY}",
    f"/in/inbjudan/{CANARY}",
    f"/fil/{CANARY}",
)
ON_ALL = {
    "strict-transport-security": "max-age=31536000", "x-content-type-options": "nosniff", "server": None, "via": None,
}  # fmt: skip
HANDSHAKE = {
    "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
}  # fmt: skip


def internals(proxy: Proxy) -> None:
    """Addresses of the inside are answered by the proxy itself, with a sentence; those that pages need come through."""
    for path in DENIED:
        for method in ("GET", "POST"):
            answer = proxy.ask(path, method)
            is_refused = answer.status == 404 and answer.body.startswith("Sidan finns inte.")
            proxy.expect(is_refused, f"{method} {path}: {answer.status} {answer.body[:60]!r}")
    for path in ("/_stcore/health", "/_stcore/host-config", "/light/type/400.woff"):
        answer = proxy.ask(path)
        proxy.expect(answer.status == 200, f"{path}: {answer.status}")
    socket_lines = {**HANDSHAKE, "Origin": f"https://{proxy.authority}"}
    answer = proxy.ask("/_stcore/stream", lines=socket_lines)
    proxy.expect(answer.status == 101, f"the app's socket: {answer.status} {answer.body[:80]!r}")
    answer = proxy.ask("/_stcore/stream", lines={**socket_lines, "Origin": "https://evil.example"})
    proxy.expect(answer.status == 403, f"the app's socket from elsewhere: {answer.status}")


def said_headers(proxy: Proxy) -> None:
    """Every answer says that it goes by TLS alone; the app's policies come through as they are; names are checked."""
    policies = {
        "/_stcore/host-config": headers.APP_POLICY,
        "/light/med/x": headers.light_policy(),
        "/": headers.light_policy(),
    }
    for path in (*policies, *KEYS, "/_stcore/metrics"):
        said = proxy.ask(path).headers
        for name, content in ON_ALL.items():
            proxy.expect(said.get(name) == content, f"{path}: {name} is {said.get(name)!r}")
        policy = said.get("content-security-policy", "")
        proxy.expect(policy == policies.get(path, policy) != "", f"{path}: policy {policy!r}")
    foreign = proxy.ask("/", lines={"Host": "evil.example"})
    proxy.expect("<html" not in foreign.body, f"a foreign name is answered: {foreign.body[:80]!r}")
    with socket.create_connection((ELSEWHERE, proxy.plain_port), timeout=30) as line:
        line.sendall(f"GET /luckor HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n".encode())
        first = line.recv(4096).decode().lower()
    proxy.expect(" 308 " in first and "location: https://localhost" in first, f"without TLS: {first[:120]!r}")


def bodies(proxy: Proxy) -> None:
    """What is too large is refused with a sentence, and a head that does not come is not waited for."""
    for path, size in ((f"/p/{CANARY}/anmal", 300_000), ("/_stcore/upload_file/x/y", 70_000_000)):
        # It is announced alone: whoever refuses it does so unread.
        answer = proxy.ask(path, "POST", {"Content-Length": str(size)})
        proxy.expect(answer.status == 413, f"{size} bytes to {path}: {answer.status} {answer.body[:60]!r}")
    began = time.monotonic()
    with proxy.connected() as line:
        line.settimeout(HEAD_WITHIN_S)
        line.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Half:")
        try:
            while line.recv(4096):
                pass
        except (ssl.SSLError, ConnectionError):
            pass
        except TimeoutError:
            proxy.faults.append("half a head is waited for")
    proxy.expect(time.monotonic() - began > 5, "a head is cut off at once")


def same_process(proxy: Proxy) -> None:
    """A browser comes back to its process, and meets its limit of requests whatever address it makes up."""
    ways = {proxy.ask(INVITED).way for _ in range(16)}
    proxy.expect(len(ways) == 2 and "" not in ways, f"processes by cookie: {ways}")
    spent, *others = sorted(ways)
    status = 0
    for number in range(120):
        answer = proxy.ask(INVITED, lines={"Cookie": spent, "X-Forwarded-For": f"203.0.113.{number}"})
        proxy.expect(answer.way in ("", spent), f"led from {spent} to {answer.way}")
        status = answer.status
        if status == 429:
            break
    proxy.expect(status == 429, "made-up addresses have limits of their own")
    for other in others:
        answer = proxy.ask(INVITED, lines={"Cookie": other})
        proxy.expect(
            answer.status == 404, f"the other process answers {answer.status}: cookies lead to the same one"
        )


def without_apps(proxy: Proxy) -> None:
    """One process gone, the other answers whoever belonged to it; all gone, a sentence and nothing else."""
    ways = {proxy.ask("/light/type/400.woff").way for _ in range(16)}
    stop(proxy.apps[0])
    for way in sorted(ways):
        answer = proxy.ask("/light/type/400.woff", lines={"Cookie": way})
        proxy.expect(answer.status == 200, f"after one process ended: {answer.status}")
    stop(proxy.apps[1])
    for path in KEYS:
        answer = proxy.ask(path)
        is_plain = answer.status == 503 and answer.body.startswith("Karta svarar inte just nu.")
        proxy.expect(is_plain and "127.0.0.1" not in answer.body, f"{path} without the app: {answer}")
        proxy.expect(answer.headers.get("strict-transport-security") is not None, "an error without headers")


TRIALS: tuple[Callable[[Proxy], None], ...] = (
    internals, said_headers, bodies, second_address.opens_a_link, same_process, without_apps,
)  # fmt: skip


def main() -> int:
    """Return 0 when nothing is wrong, or when there is no Caddy to try."""
    if not is_there():
        print(MISSING)
        return 0
    with tempfile.TemporaryDirectory(prefix="karta-deploy-") as name, started(Path(name)) as proxy:
        for trial in TRIALS:
            for path in KEYS:
                # Asked in between, so that whatever is logged of it is there in the end.
                proxy.ask(f"{path}?fraga={CANARY}")
            trial(proxy)
            print(f"{trial.__name__}: {len(proxy.faults)} fel hittills")
        log = (Path(name) / "caddy.log").read_text(encoding="utf-8")
        proxy.expect(CANARY not in log, "the proxy's log holds a key")
        proxy.expect('"uri":"/light/type/400.woff"' in log, "the proxy's log holds no access at all")
        proxy.expect("203.0.113." not in log and "Cookie" not in log, "the proxy's log holds headers")
    for fault in proxy.faults:
        print(f"FEL: {fault}")
    print("deploy/Caddyfile: fel, se ovan" if proxy.faults else "deploy/Caddyfile: allt stämde")
    return 1 if proxy.faults else 0


def is_there() -> bool:
    """Tell whether there is a Caddy, installed now by root if need be."""
    if not shutil.which("caddy") and shutil.which("apt-get") and os.geteuid() == 0:
        print("Installerar Caddy.", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", "caddy"]
        subprocess.run(command, check=False, env=environment, stdout=subprocess.DEVNULL)
    return shutil.which("caddy") is not None


if __name__ == "__main__":
    sys.exit(main())
