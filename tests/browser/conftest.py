"""A real Chromium, an app served on this machine, and a list of everything a page asked for.

`serve(script)` starts a Streamlit script, `serve([...])` any command with `{port}` in it; all are stopped by their
own process group. `karta` is served by a process that has read in already (`ready_server`), unless `anew` is said.
`page_desktop` and `page_phone` are fresh pages; `foreign_requests(page)` is what a page asked of any other host than
its own, in all its frames and workers. A request never leaves the machine: names of hosts do not resolve in this
browser.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.browser.ready_server import Ready
from tests.browser.settling import PATIENCE, watched

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60.0
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
KARTA = [sys.executable, "-m", "karta.cli"]
OWN_SCHEMES = {"data", "blob", "about"}

Serve = Callable[..., str]


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def streamlit_command(script: Path | str) -> list[str]:
    """Return the command that serves a Streamlit script on `{port}`."""
    return [
        sys.executable, "-m", "streamlit", "run", str(script), "--server.port={port}",
        "--server.address=127.0.0.1", "--server.headless=true", "--browser.gatherUsageStats=false",
        "--server.fileWatcherType=none",
    ]  # fmt: skip


def app_command(workspace: Path) -> list[str]:
    """Return the command that serves the app on a workspace at `{port}`, as `karta run` does."""
    return [*KARTA, "--workspace", str(workspace), "run", "--headless", "--port", "{port}"]


class Servers:
    """Servers that these tests started, and stop by their own process groups."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.running: list[subprocess.Popen[bytes]] = []
        self.ready: Ready | None = None

    def start(
        self, what: Path | str | Sequence[str], *, env: dict[str, str] | None = None, anew: bool = False
    ) -> str:
        """Start a script or a command, wait until it answers, return its address."""
        port = free_port()
        command = streamlit_command(what) if isinstance(what, Path | str) else list(what)
        words = [word.replace("{port}", str(port)) for word in command]
        log = self.folder / f"server-{port}.log"
        surroundings = {**os.environ, "PYTHONPATH": str(ROOT), **(env or {})}
        if words[: len(KARTA)] == KARTA and not anew:
            self.ready = self.ready or Ready(ROOT)
            runs = self.ready.serve(words[len(KARTA) :], surroundings, log)
        else:
            runs = self._popen(words, surroundings, log)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and runs():
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return f"http://127.0.0.1:{port}"
        pytest.fail(f"the server did not start:\n{log.read_text(errors='replace')[-2000:]}")

    def _popen(self, words: list[str], surroundings: dict[str, str], log: Path) -> Callable[[], bool]:
        with log.open("wb") as out:
            process = subprocess.Popen(
                words,
                cwd=ROOT,
                env=surroundings,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.running.append(process)
        return lambda: process.poll() is None

    def stop(self) -> None:
        """Stop each one, gently and then not."""
        if self.ready is not None:
            self.ready.stop()
        for process in self.running:
            for sign in (signal.SIGTERM, signal.SIGKILL):
                if process.poll() is None:
                    os.killpg(process.pid, sign)
                    try:
                        process.wait(timeout=5)
                    except subprocess.TimeoutExpired:
                        continue


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Give the servers of these tests, and the folder of their logs; all stop when the tests do."""
    every = Servers(tmp_path_factory.mktemp("servers"))
    yield every
    every.stop()


@pytest.fixture(scope="session")
def serve(servers: Servers) -> Serve:
    """Give `serve(script_or_command, env=None) -> address`."""
    return servers.start


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Give the machine's own Chromium, headless; a machine without one fails, it does not skip."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.fail("Chromium is missing: `make browser-ready` says how to get it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page_desktop(chromium: Browser, asked: "Asked") -> Iterator[Page]:
    """Give a fresh page of 1440 x 900."""
    yield from _fresh_page(
        chromium.new_context(viewport={"width": 1440, "height": 900}, locale="sv-SE"), asked
    )


@pytest.fixture
def page_phone(chromium: Browser, asked: "Asked") -> Iterator[Page]:
    """Give a fresh page of a phone, 390 x 844, with touch."""
    context = chromium.new_context(
        viewport={"width": 390, "height": 844},
        device_scale_factor=2,
        has_touch=True,
        is_mobile=True,
        locale="sv-SE",
    )
    yield from _fresh_page(context, asked)


@pytest.fixture
def asked() -> "Asked":
    """Give the notes of what each page asked for."""
    return Asked()


@pytest.fixture
def foreign_requests(asked: "Asked") -> Callable[[Page], list[str]]:
    """Give `foreign_requests(page) -> addresses` asked of any host but the one that the page came from."""
    return asked.foreign


class Asked:
    """Every request and web socket of each page, frames and workers included."""

    def __init__(self) -> None:
        self.by_context: dict[BrowserContext, list[str]] = {}

    def listen(self, context: BrowserContext, page: Page) -> None:
        """Note from now on what a context asks for."""
        notes = self.by_context.setdefault(context, [])
        context.on("request", lambda request: notes.append(request.url))
        page.on("websocket", lambda web_socket: notes.append(web_socket.url))

    def foreign(self, page: Page) -> list[str]:
        """Return what was asked of other hosts than the page's own; a page that asked for nothing is no evidence."""
        notes = self.by_context[page.context]
        own = urlsplit(page.url).netloc
        assert any(urlsplit(url).netloc == own for url in notes), "the page has not been opened"
        return [
            url for url in notes if urlsplit(url).scheme not in OWN_SCHEMES and urlsplit(url).netloc != own
        ]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put beside a failure what its pages said: it is read where nobody can look at the screen."""
    report = yield
    if report.when == "call" and report.failed:
        for name, page in getattr(item, "funcargs", {}).items():
            if isinstance(page, Page) and not page.is_closed():
                # A page that does not answer any more must not end the run of the others.
                with suppress(PlaywrightError):
                    report.sections.append(
                        (f"{name} at {page.url}", page.inner_text("body", timeout=5_000)[:4000])
                    )
    return report


def map_frame(page: Page, *, seconds: float = 30) -> Frame:
    """Return the frame of the map once it has drawn: claims about a page without its map would be worth nothing."""
    for _ in range(int(seconds / 0.1)):
        for frame in page.frames:
            if "st_folium" in frame.url and frame.evaluate(
                "Boolean(window.kartaMap && window.kartaMap.ready)"
            ):
                return frame
        page.wait_for_timeout(100)
    raise AssertionError(f"no map was drawn within {seconds} s")


def _fresh_page(context: BrowserContext, asked: Asked) -> Iterator[Page]:
    page = watched(context).new_page()
    page.set_default_timeout(PATIENCE)
    asked.listen(context, page)
    yield page
    context.close()
