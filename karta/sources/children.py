"""Child processes in which files are read, started when they are needed or a moment before.

They get nothing of this process but a way to their code: no secrets of its environment, a folder of their own. They end
with this process, whatever ends it: each holds one end of a pipe whose other end only this process has.
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from karta.sources.drivers import GDAL_ENVIRONMENT

_ROOT = str(Path(__file__).parents[2])


class Child(NamedTuple):
    """A process that waits for a request on its input, the folder that it works in, and our end of its lifeline."""

    process: "subprocess.Popen[bytes]"
    scratch: "tempfile.TemporaryDirectory[str]"
    lifeline: int


# Children that are there before there is anything to read.
_early: list[Child] = []
# The one thread that starts children: Linux ends them with the thread that did, and this one stays to the end.
_starter = ThreadPoolExecutor(1, thread_name_prefix="karta-children")


def make_ready() -> None:
    """Start a child for the next `ready_child` to give: it loads its libraries meanwhile."""
    _early.append(_starter.submit(_started, "early").result())


@contextmanager
def ready_child() -> "Iterator[subprocess.Popen[bytes]]":
    """Give a child that waits for a request; it does not outlive the block."""
    child = _early.pop() if _early else _starter.submit(_started).result()
    with child.scratch:
        try:
            yield child.process
        finally:
            if child.process.poll() is None:
                os.killpg(child.process.pid, signal.SIGKILL)
                child.process.communicate()
            os.close(child.lifeline)


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
        # Its own pool sets a gigabyte of addresses aside, of the one and a half that a reader may have.
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        **GDAL_ENVIRONMENT,
    }
    theirs, ours = os.pipe()
    try:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter with fixed arguments
            [sys.executable, "-m", "karta.sources.child", str(theirs), *how],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=scratch.name,
            start_new_session=True,
            pass_fds=[theirs],
        )
    except OSError:
        os.close(ours)
        raise
    finally:
        os.close(theirs)
    return Child(process, scratch, ours)
