"""The demo's *Luckor*, served as `karta run` does, and a browser to look at it: for what is measured of pages."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from playwright.sync_api import Browser, sync_playwright

from karta.i18n import text
from karta.privacy import Viewer
from karta.services.demo.loading import load_demo
from karta.services.workspace import create
from tests.browser.conftest import ARGUMENTS, Servers, app_command


@contextmanager
def served() -> Iterator[tuple[Browser, str, psutil.Process]]:
    """Give a browser, the address of the page, and the server's process."""
    found = shutil.which("chromium") or sys.exit("Chromium is missing")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        workspace = Path(folder) / "workspace"
        load_demo(create(workspace), Viewer(function="samordnare", role="local"))
        servers = Servers(Path(folder))
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        try:
            address = servers.start(app_command(workspace)) + "/" + text("ui.path.gaps")
            yield browser, address, psutil.Process(servers.running[0].pid)
        finally:
            browser.close()
            servers.stop()
