"""How much memory the app takes on the demo, in MB: started, with one *Luckor*, after a hundred sessions that came.

Each of the hundred opens *Luckor* over a web socket, as a browser does, waits for the whole page and goes; Streamlit
keeps a session for two minutes after its line is gone, and the figure is that of before. No files are fetched.
"""

import asyncio
import json
import tempfile
from pathlib import Path

import psutil

from benchmarks.luckor_load import loaded
from karta.privacy import Viewer
from karta.services.demo.loading import load_demo
from karta.services.workspace import create
from tests.browser.conftest import Servers, app_command

SESSIONS, AT_ONCE = 100, 10


def main() -> None:
    """Measure and print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "workspace"
        load_demo(create(workspace), Viewer(function="samordnare", role="local"))
        servers = Servers(Path(folder))
        try:
            address = servers.start(app_command(workspace))
            server = psutil.Process(servers.running[0].pid)
            print(json.dumps(asyncio.run(_figures(address, server))))
        finally:
            servers.stop()


async def _figures(address: str, server: psutil.Process) -> dict[str, int]:
    figures = {"started_mb": _megabytes(server)}
    await loaded([address], [""], 1, 0.0)
    figures["one_session_mb"] = _megabytes(server)
    for _ in range(SESSIONS // AT_ONCE):
        await loaded([address], [""], AT_ONCE, 0.0)
    return figures | {"sessions": SESSIONS, "after_mb": _megabytes(server)}


def _megabytes(server: psutil.Process) -> int:
    return round(server.memory_info().rss / 1e6)


if __name__ == "__main__":
    main()
