"""A process that has read in all that a server needs, and becomes one by a fork for each workspace that is asked for.

`karta run` reads in for five seconds of processor before it answers; tests ask for some fifty servers. What is run
after the fork is the same command, but for what it has imported already. Asked over its standard input, one line of
JSON a server: `argv`, `env`, `log`; it answers with the server's process id.
"""

import gc
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

READ_IN = (
    "streamlit.web.cli", "streamlit.web.server.starlette", "uvicorn", "karta.cli", "karta.services.workspace",
    "karta.services.gaps.period", "karta.services.demo", "karta.services.planning.visits", "karta.services.sheets",
)  # fmt: skip
STOP_SECONDS = 5.0


class Ready:
    """The process, and the servers that it became."""

    def __init__(self, root: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.browser.ready_server"], cwd=root, text=True, start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(root)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def serve(self, argv: list[str], env: dict[str, str], log: Path) -> Callable[[], bool]:
        """Start `karta` with some words; return what tells whether it still runs."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps({"argv": argv, "env": env, "log": str(log)}), file=self._process.stdin, flush=True)
        pid = int(self._process.stdout.readline())
        return lambda: Path("/proc", str(pid)).exists()

    def stop(self) -> None:
        """Let it go; it takes its servers along."""
        self._process.terminate()
        self._process.wait(STOP_SECONDS)


def main() -> None:
    """Read in, then become a server for each line."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    from karta.server import serving
    from karta.web import typeface

    for module in (*READ_IN, *serving.READ_IN):
        import_module(module)
    for weight in typeface.WEIGHTS:
        typeface.cut(weight)
    gc.collect()
    gc.freeze()
    servers = []
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    try:
        for line in sys.stdin:
            wanted = json.loads(line)
            pid = os.fork()
            if pid == 0:
                _become(wanted)
            servers.append(pid)
            sys.stdout.write(f"{pid}\n")
            sys.stdout.flush()
    finally:
        for pid in servers:
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)


def _become(wanted: dict[str, Any]) -> NoReturn:
    """Run the command as a process of its own does, up to the server that it would turn into."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    log = os.open(wanted["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, kept in enumerate((nothing, log, log)):
        os.dup2(kept, number)
    os.environ.clear()
    os.environ.update(wanted["env"])
    os.execv = _serve  # type: ignore[assignment]
    from karta import cli

    os._exit(cli.main(wanted["argv"]))


def _serve(_python: str, command: list[str]) -> NoReturn:
    """Serve in this process what `karta run` would have become."""
    from streamlit.web.cli import main as streamlit

    sys.argv = command[2:]
    streamlit()
    os._exit(0)


if __name__ == "__main__":
    main()
