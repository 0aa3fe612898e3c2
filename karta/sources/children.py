"""Processes of their own in which files are read, started when they are needed or a moment before.

They get nothing of this process but a way to their code: no secrets of its environment, a folder of their own.
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from karta.sources.drivers import GDAL_ENVIRONMENT

_ROOT = str(Path(__file__).parents[2])


class Child(NamedTuple):
    """A process that waits for a request on its input, and the folder that it works in."""

    process: "subprocess.Popen[bytes]"
    scratch: "tempfile.TemporaryDirectory[str]"


# Children that are there before there is anything to read.
_early: list[Child] = []


def make_ready() -> None:
    """Start a child that the next `one` will give: it loads its libraries meanwhile."""
    _early.append(_started("early"))


@contextmanager
def one() -> "Iterator[subprocess.Popen[bytes]]":
    """Give a child that waits for a request; it does not outlive the block."""
    child = _early.pop() if _early else _started()
    with child.scratch:
        try:
            yield child.process
        finally:
            if child.process.poll() is None:
                os.killpg(child.process.pid, signal.SIGKILL)
                child.process.communicate()


def _started(*how: str) -> Child:
    scratch = tempfile.TemporaryDirectory(prefix="karta-")
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "LANG": "C.UTF-8",
        "TMPDIR": scratch.name,
        "HOME": scratch.name,
        "PYTHONPATH": _ROOT,
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        **GDAL_ENVIRONMENT,
    }
    process = subprocess.Popen(  # noqa: S603 - our own interpreter with fixed arguments
        [sys.executable, "-m", "karta.sources.child", *how],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd=scratch.name,
        start_new_session=True,
    )
    return Child(process, scratch)
